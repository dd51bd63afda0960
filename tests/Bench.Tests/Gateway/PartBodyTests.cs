using System.Text;
using System.Text.Json;
using Bench.Gateway.Systems;

namespace Bench.Tests.Gateway;

public class PartBodyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100)]
    public void A_part_is_one_JSON_object_of_exactly_its_size(int kilobytes)
    {
        var body = PartBody.Of(kilobytes);

        Assert.Equal(kilobytes * 1_024, Encoding.UTF8.GetByteCount(body));
        using var document = JsonDocument.Parse(body);
        Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
    }

    [Fact]
    public void A_part_can_stand_between_quotes_in_a_configuration_of_nginx() =>
        Assert.DoesNotContain(PartBody.Of(1), character => character is '\'' or '$' or '\\' or '\n');
}

using Gateway.Api.Composition;
using Support;

namespace Gateway.Api.Tests;

public sealed class ErrorCodeTests
{
    [Fact]
    public void Every_code_and_every_reason_stands_in_the_table()
    {
        Assert.Empty(ErrorTable.MissingFrom(typeof(ErrorCodes)));
        Assert.Empty(ErrorTable.MissingFrom(typeof(PartReasons)));
    }
}

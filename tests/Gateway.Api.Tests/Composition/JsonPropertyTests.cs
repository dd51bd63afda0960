using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Gateway.Api.Composition.Parts;
using Gateway.Api.Composition.Plans;
using Gateway.Api.Composition.Shaping;
using Gateway.Api.Composition.Values;
using GatewayModel;

namespace Gateway.Api.Tests.Composition;

/// <summary>The scan and the shapes against System.Text.Json's document, over random JSON, broken JSON and the grammar's corners.</summary>
public sealed class JsonPropertyTests
{
    private const int Cases = 20_000;

    public static TheoryData<string, bool> Corners => new()
    {
        { "0", true }, { "-0", true }, { "01", false }, { "-", false }, { "1.", false }, { ".5", false }, { "1e", false }, { "1E+400", true }, { "+1", false },
        { new string('9', 5_000), true }, { "NaN", false }, { "Infinity", false }, { "tru", false }, { "TRUE", false }, { "nul", false }, { "'a'", false },
        { "\"\\ud800\"", true }, { "\"\\udc00\\ud800\"", true }, { "\"\\u12\"", false }, { "\"\\x41\"", false }, { "\"\u0000\"", false }, { "\"\t\"", false },
        { "\"\u2028\"", true }, { "{\"a\":1,\"a\":2}", true }, { "{\"a\":1,}", false }, { "[1,]", false }, { "{a:1}", false }, { "{\"a\" 1}", false }, { "[1 2]", false },
        { "// x\n1", false }, { "1 // x", false }, { "\uFEFF1", false }, { "", false }, { " ", false }, { " 1 \r\n\t", true }, { "1\u00a0", false }, { "1\u0000", false }, { "1 2", false },
        { new string('[', 64) + new string(']', 64), true }, { new string('[', 65) + new string(']', 65), false }, { "[", false }, { "]", false }, { "{\"\":0}", true },
    };

    [Theory]
    [MemberData(nameof(Corners))]
    public void A_corner_of_the_grammar_is_judged_rightly(string json, bool isOne) => Assert.Equal(isOne, JsonValue.IsOne(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData(0xC3, 0x28)]
    [InlineData(0xED, 0xA0)]
    [InlineData(0xFF, 0x41)]
    [InlineData(0xC0, 0x80)]
    public void Bytes_that_are_no_text_are_no_value(int first, int second) => Assert.False(JsonValue.IsOne([(byte)'"', (byte)first, (byte)second, (byte)'"']));

    [Fact]
    public void The_scan_judges_broken_values_as_the_document_does()
    {
        var random = new Random(11);
        var json = new RandomJson(random);
        var good = 0;
        for (var i = 0; i < Cases; i++)
        {
            var bytes = Mutations.Of(random, Encoding.UTF8.GetBytes(json.Value()));
            var expected = Utf8.IsValid(bytes) && JsonDom.IsOne(bytes);
            good += expected ? 1 : 0;

            Assert.True(JsonValue.IsOne(bytes) == expected, $"case {i}: {Convert.ToHexString(bytes)}, expected {expected}");
        }

        Assert.InRange(good, Cases / 10, Cases * 9 / 10);
    }

    [Fact]
    public void Shapes_give_what_the_documents_members_give()
    {
        var random = new Random(12);
        var json = new RandomJson(random);
        string[] paths = ["a", "b", "c", "id", "a.a", "a.b", "b.c", "a.b.c", "list.a", "c.list.b"];
        for (var i = 0; i < Cases; i++)
        {
            string[] pick = random.Next(2) == 0 ? Some(random, paths) : [];
            string[] drop = random.Next(2) == 0 ? [.. Some(random, paths).Except(pick)] : [];
            var rename = random.Next(2) == 0 ? Some(random, [.. paths.Except(drop).Except(pick)]).Take(1).ToDictionary(path => path, _ => "fresh") : [];
            var text = json.Value(5);

            var shaped = new Shape(pick, drop, rename).Apply(Encoding.UTF8.GetBytes(text));
            var length = shaped.Length;
            var buffer = shaped.Take();
            var actual = buffer.AsSpan(0, length).ToArray();
            ArrayPool<byte>.Shared.Return(buffer);

            var expected = new ReferenceShape(pick, drop, rename).Apply(Canonical.Parse(text));
            Assert.True(Canonical.Of(actual) == expected, $"case {i}: {text}\npick {string.Join(',', pick)} drop {string.Join(',', drop)} rename {string.Join(',', rename)}\n{Encoding.UTF8.GetString(actual)}\nexpected {expected}");
        }
    }

    [Fact]
    public void Paths_find_what_the_document_finds()
    {
        var random = new Random(13);
        var json = new RandomJson(random);
        string[] paths = ["a", "b.c", "a.b.c", "list[0]", "list[1].id", "a.list[2]", "c.c"];
        for (var i = 0; i < Cases; i++)
        {
            var (text, place) = (json.Value(5), paths[random.Next(paths.Length)]);
            Assert.True(JsonPath.TryParse($"$.{place}", out var path));

            var found = path.Find(Encoding.UTF8.GetBytes(text)).ToArray();
            var expected = ReferenceValue.Find(Canonical.Parse(text), place);

            Assert.True((found.Length == 0 ? null : Canonical.Of(found)) == (expected is null ? null : Canonical.Of(expected.Value)), $"case {i}: {place} of {text}");
        }
    }

    [Fact]
    public void Parsers_of_a_plan_refuse_nonsense_and_never_throw()
    {
        var random = new Random(14);
        string[] seeds = ["/prices/{id}?q={query:q=1}", "$.a.b[0].c", "!claim:tier=gold", "p99.9", "00:00:01", "part:product.a[1]", "{use}/{keys}", "last-good", "[{\"a\":1}]"];
        for (var i = 0; i < Cases; i++)
        {
            var text = Encoding.UTF8.GetString(Mutations.Of(random, Encoding.UTF8.GetBytes(seeds[random.Next(seeds.Length)])));
            if (PathTemplate.TryParse(text, null, out var template))
            {
                Assert.StartsWith("/", text, StringComparison.Ordinal);
                Assert.DoesNotContain(template.Sources, source => source.Name.Contains('/', StringComparison.Ordinal));
            }

            _ = JsonPath.TryParse(text, out _);
            _ = Condition.TryParse(text, out _);
            HedgeTime.Parse(text);
            Fallback.Parse(text);
            _ = SourceText.TryParse(text, out _);
        }
    }

    [Fact]
    public void A_plan_with_nonsense_in_it_is_refused_with_a_line_and_never_throws()
    {
        var random = new Random(15);
        const string Plan = """{"Compositions":{"page":{"Path":"/page/{id}","Access":"Anonymous","Budget":"00:00:02","Parts":{"a":{"Service":"s","Path":"/a/{id}","Required":true,"Cache":{"Ttl":"00:00:01"},"Pick":["x.y"],"Rename":{"x.y":"z"}},"b":{"Service":"s","Path":"/b/{use}","After":"a","Use":"$.x.z","Hedge":"p95","Fallback":"[]","OnStatus":{"404":"null"}},"c":{"Service":"s","Path":"/c?{keys}","Each":{"In":"a","List":"$.x"}}}}}}""";
        for (var i = 0; i < 1_500; i++)
        {
            var text = Encoding.UTF8.GetString(Mutations.Of(random, Encoding.UTF8.GetBytes(Plan)));
            if (!JsonDom.IsOne(Encoding.UTF8.GetBytes(text)))
            {
                continue;
            }

            Microsoft.Extensions.Configuration.IConfiguration configuration;
            try
            {
                configuration = OfflineGateway.Configuration(text);
            }
            catch (Exception exception) when (exception is FormatException or JsonException)
            {
                // The same key twice: the configuration's own refusal.
                continue;
            }

            var reading = PlanReader.Read(configuration, new());
            Assert.True(reading.IsGood || reading.Errors.All(line => line.Length > 10), text);
        }
    }

    private static string[] Some(Random random, string[] from) => [.. from.Where(_ => random.Next(4) == 0)];
}

/// <summary>Bytes with small damages, as fuzzers make them.</summary>
internal static class Mutations
{
    private static readonly byte[] Telling = [.. "{}[]\",:\\/ue0-+.1 \n\0'x$!=?"u8, 0xC3, 0xED, 0xFF, 0xEF];

    public static byte[] Of(Random random, byte[] bytes)
    {
        var damaged = bytes.ToList();
        for (var count = random.Next(3); count > 0 && damaged.Count > 0; count--)
        {
            var place = random.Next(damaged.Count);
            switch (random.Next(4))
            {
                case 0:
                    damaged[place] = Telling[random.Next(Telling.Length)];
                    break;
                case 1:
                    damaged.Insert(place, Telling[random.Next(Telling.Length)]);
                    break;
                case 2:
                    damaged.RemoveAt(place);
                    break;
                default:
                    damaged.RemoveRange(place, Math.Min(random.Next(8), damaged.Count - place));
                    break;
            }
        }

        return [.. damaged];
    }
}

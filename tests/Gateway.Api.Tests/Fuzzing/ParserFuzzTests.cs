using System.Reflection.Emit;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Gateway.Api.Tests.Composition;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Gateway.Api.Tests.Fuzzing;

/// <summary>
/// What strangers or operators write, at random and led by the branches that it reaches: the scan of parts, paths, values in addresses, the
/// texts of a plan and whole plans. Longer: <c>GATEWAY_FUZZ_CASES=10000000</c>.
/// </summary>
public sealed class ParserFuzzTests(ITestOutputHelper output)
{
    private delegate bool OfBytes(ReadOnlySpan<byte> bytes);

    private delegate bool OfText(ReadOnlySpan<char> text);

    private delegate int ExpandTo(object template, HttpContext http, out string address);

    [Fact]
    public void The_scan_lets_through_what_a_document_can_be_made_of_and_nothing_else()
    {
        var isOne = InstrumentedGateway.Method("Composition.Parts.JsonValue", "IsOne").CreateDelegate<OfBytes>();

        Fuzz(1, 30_000, ["{\"a\":[1,-2.5e3,true,null,\"\\u00e9\"]}", "\"x\"", "0", "[[[]]]"], ["\\ud800", "1e", "\"\":", "\uFEFF", "//"], bytes =>
            Assert.Equal(Utf8.IsValid(bytes) && JsonDom.IsOne(bytes), isOne(bytes)));
    }

    [Fact]
    public void A_plain_path_means_the_same_to_the_gateway_and_to_the_service()
    {
        var isPlain = InstrumentedGateway.Method("Proxy.PlainPath", "IsPlain").CreateDelegate<OfText>();

        Fuzz(2, 30_000, ["/products/1", "/a/%41b/../c", "/a%2Fb", "/a/%252e%252e/b", "/x/.%2e/y", "/caf%C3%A9/..."], ["%2e", "%2f", "%5c", "%00", "%25", "/./", "/../", "\\", "..;"], bytes =>
        {
            var path = "/" + new string([.. bytes.Where(one => one is > 0x20 and < 0x7f and not (byte)'?' and not (byte)'#').Select(one => (char)one)]);
            if (isPlain(path))
            {
                // As the server reads it, and as a service reads what the proxy makes of that.
                var here = Read(path);
                var sent = new PathString(here).ToUriComponent();
                Assert.Equal(here, Read(sent));
            }
        });
    }

    [Fact]
    public void A_value_stays_inside_its_place_whatever_it_holds()
    {
        var template = Template("/things/{id}/of/{id}?q={query:q=}&fixed=1");
        var expand = Expand(template.GetType());

        Fuzz(3, 20_000, ["1", "a/b", "..", "...", ".", "%2e%2e", "a?b=c#d", "x&fixed=2", "é😀", "a b"], ["../", "%2f", "\r\n", "\\..\\", "@evil.example", "//", ";"], bytes =>
        {
            var http = new DefaultHttpContext();
            http.Request.RouteValues["id"] = Encoding.UTF8.GetString(bytes);
            http.Request.Query = new QueryCollection(new Dictionary<string, Microsoft.Extensions.Primitives.StringValues> { ["q"] = Encoding.UTF8.GetString(bytes) });
            if (expand(template, http, out var address) != 0)
            {
                return;
            }

            Assert.All(address, letter => Assert.True(letter is > ' ' and < (char)0x7f, address));
            var parts = address.Split('?');
            Assert.Equal(2, parts.Length);
            Assert.DoesNotContain('#', address);
            Assert.DoesNotContain('\\', address);
            var segments = parts[0].Split('/');
            Assert.Equal(5, segments.Length);
            Assert.Equal(("", "things", "of"), (segments[0], segments[1], segments[3]));
            Assert.DoesNotContain(segments, segment => segment is "." or "..");
            Assert.Equal(2, parts[1].Split('&').Length);
            Assert.EndsWith("&fixed=1", parts[1], StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("Composition.Values.PathTemplate", "/a/{id}?b={query:b=1}&c={part:p.x[0].y}", "{header:X-A}", "{claim:t}", "..", "%2f", "{use}")]
    [InlineData("Composition.Values.JsonPath", "$.a.b[0].c", "[1]", "..", "$", "a.b")]
    [InlineData("Composition.Values.SourceText", "part:product.ids[3]=x", "query:", "header:", "claim:", "=")]
    [InlineData("Composition.Values.Condition", "!query:details=1", "claim:", "part:a.b", "!!", "==")]
    public void A_text_of_a_plan_is_read_or_refused(string type, string good, params string[] words)
    {
        var read = InstrumentedGateway.Method(type, "TryParse");

        Fuzz(4, 10_000, [good, .. words], words, bytes =>
        {
            object?[] arguments = [Encoding.UTF8.GetString(bytes), .. new object?[read.GetParameters().Length - 1]];
            var isRead = (bool)read.Invoke(null, arguments)!;
            Assert.Equal(isRead, arguments[^1] is not null);
        });
    }

    [Fact]
    public void A_hedge_is_a_time_or_none()
    {
        var read = InstrumentedGateway.Method("Composition.Parts.HedgeTime", "Parse");

        Fuzz(5, 10_000, ["p95", "p99.9", "00:00:00.200", "1.00:00:00"], ["p", "-", ":", "9"], bytes => read.Invoke(null, [Encoding.UTF8.GetString(bytes)]));
    }

    [Fact]
    public void A_plan_is_taken_or_refused_by_lines_that_name_their_key()
    {
        var read = InstrumentedGateway.Method("Composition.Plans.PlanReader", "Read");
        var budgets = Activator.CreateInstance(InstrumentedGateway.Type("Composition.Parts.CallBudgets"))!;

        Fuzz(6, 3_000, [Plan], ["\"Each\"", "\"p95\"", "\"If\"", "{use}", "{keys}", "\"Into\":\".\"", "-1", "99999999999", "00:00:00", "null", "\"\"", "[]", "{}"], bytes =>
        {
            if (TryConfigure(bytes) is not { } configuration)
            {
                return;
            }

            var reading = read.Invoke(null, [configuration, budgets])!;
            foreach (var error in (IEnumerable<string>)reading.GetType().GetProperty("Errors")!.GetValue(reading)!)
            {
                Assert.Contains("Gateway", error, StringComparison.OrdinalIgnoreCase);
            }
        });
    }

    private const string Plan =
        """
        {"services":{"catalog":{"http":["http://a"]},"pricing":{"http":["http://b"]}},"Gateway":{"CompositionDefaults":{"Budget":"00:00:02","PartRetries":1},"Compositions":{
        "page":{"Path":"/page/{id:int}","Access":"Anonymous","Parts":{
        "product":{"Service":"catalog","Path":"/p/{id}","Required":true,"Cache":{"Ttl":"00:01:00","StaleIfError":"01:00:00"},"Pick":["a","items.id"],"Drop":["b"],"Rename":{"a":"c"}},
        "similar":{"Service":"catalog","Path":"/s/{use}","After":"product","Use":"$.a","Fallback":"[]","Hedge":"p95"},
        "prices":{"Service":"pricing","Path":"/prices?ids={keys}","Each":{"In":"similar","As":"price","Max":10}},
        "reviews":{"Service":"catalog","Path":"/r/{id}?page={query:page=1}","If":"!query:brief","OnStatus":{"404":"null"},"Vary":["X-Region"],"Into":"more.reviews"}}},
        "batch":{"Path":"/batch","Method":"POST","IdsMax":5,"Access":"SignedIn","Parts":{"all":{"Service":"pricing","Path":"/prices?ids={ids}","Timeout":"00:00:01","Retries":0,"BytesMax":1000}}}}}}
        """;

    private void Fuzz(int seed, int cases, string[] given, string[] words, Action<byte[]> target)
    {
        var fuzz = new CoverageFuzz(seed, words);
        fuzz.Run(given, CoverageFuzz.Cases(cases), target);
        output.WriteLine($"{fuzz.Found} inputs reached new branches");
        Assert.True(fuzz.Found > 0, "no input reached a new branch: nothing is counted");
    }

    private static object Template(string text)
    {
        object?[] arguments = [text, null, null];
        Assert.True((bool)InstrumentedGateway.Method("Composition.Values.PathTemplate", "TryParse").Invoke(null, arguments)!);
        return arguments[2]!;
    }

    /// <summary>The values of a request live on the stack, where reflection does not reach.</summary>
    private static ExpandTo Expand(Type template)
    {
        var values = InstrumentedGateway.Type("Composition.Values.ValueContext");
        var parts = typeof(ReadOnlySpan<>).MakeGenericType(InstrumentedGateway.Type("Composition.PartOutcome"));
        var method = new DynamicMethod("Expand", typeof(int), [typeof(object), typeof(HttpContext), typeof(string).MakeByRefType()], template.Module, skipVisibility: true);
        var il = method.GetILGenerator();
        var (none, context) = (il.DeclareLocal(parts), il.DeclareLocal(values));
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldloc, none);
        il.Emit(OpCodes.Ldnull);
        il.Emit(OpCodes.Ldnull);
        il.Emit(OpCodes.Newobj, values.GetConstructors().Single());
        il.Emit(OpCodes.Stloc, context);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldloca, context);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Call, template.GetMethod("Expand")!);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<ExpandTo>();
    }

    /// <summary>Escapes and dot segments resolved, once, in the order of a server.</summary>
    private static string Read(string path)
    {
        var open = new List<string>();
        var decoded = Uri.UnescapeDataString(path);
        var segments = decoded.Split('/')[1..];
        for (var i = 0; i < segments.Length; i++)
        {
            switch (segments[i])
            {
                case "." or ".." when segments[i] == ".." && open.Count > 0:
                    open.RemoveAt(open.Count - 1);
                    break;
                case "." or "..":
                    break;
                default:
                    open.Add(segments[i]);
                    continue;
            }

            // "/a/.." is "/", with its slash.
            if (i == segments.Length - 1)
            {
                open.Add("");
            }
        }

        return "/" + string.Join('/', open);
    }

    private static IConfiguration? TryConfigure(byte[] bytes)
    {
        try
        {
            return new ConfigurationBuilder().AddJsonStream(new MemoryStream(bytes)).Build();
        }
        // The configuration's own reader: not what is tested.
        catch (Exception exception) when (exception is FormatException or JsonException or InvalidDataException)
        {
            return null;
        }
    }
}

using Chat.Client.Tests.Conformance;

namespace Chat.Client.Tests;

/// <summary>Both clients do what clients/conformance/cases.json says, against a real service.</summary>
[Collection(ConformanceTests.OneAtATime)]
public sealed class ConformanceTests(Service service)
{
    /// <summary>Cases empty or stop the one Redis: those of another class must not run meanwhile.</summary>
    internal const string OneAtATime = "cases, one at a time";

    public static TheoryData<string, string> Cases => ConformanceCase.Rows();

    [Theory, MemberData(nameof(Cases))]
    public async Task DotNet(string name, string protocol)
    {
        using var control = new Control(service.Control);
        await using var runner = new CaseRunner(ConformanceCase.Named(name), protocol, control);
        await runner.RunAsync();
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task TypeScript(string name, string protocol) => await NodeProgram.RunAsync(
        "conformance/run.js", "--control", service.Control.ToString(), "--case", ConformanceCase.Named(name).Name, "--protocol", protocol);
}

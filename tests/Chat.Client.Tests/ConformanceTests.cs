using Chat.Client.Tests.Conformance;

namespace Chat.Client.Tests;

/// <summary>Both clients do what clients/conformance/cases.json says, against a real service.</summary>
public sealed class ConformanceTests(Service service)
{
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

using Bench.Gateway;
using Spectre.Console;

namespace Bench.Commands;

/// <summary><c>bench gateway</c>: the load of section C of the seed.</summary>
internal sealed class GatewayCommand(IAnsiConsole console, ErrorLines errors) : LoadCommand(console, errors, [new GatewayScenario()]);

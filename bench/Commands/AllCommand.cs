using Spectre.Console;

namespace Bench.Commands;

/// <summary><c>bench all</c>: the loads of all three sections of the seed, one after another.</summary>
internal sealed class AllCommand(IAnsiConsole console, ErrorLines errors) : LoadCommand(console, errors, Scenarios.All());

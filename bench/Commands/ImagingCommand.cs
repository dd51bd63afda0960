using Bench.Imaging;
using Spectre.Console;

namespace Bench.Commands;

/// <summary><c>bench imaging</c>: the load of section B of the seed.</summary>
internal sealed class ImagingCommand(IAnsiConsole console, ErrorLines errors) : LoadCommand(console, errors, [new ImagingScenario()]);

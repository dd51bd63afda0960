using Bench.Chat;
using Spectre.Console;

namespace Bench.Commands;

/// <summary><c>bench chat</c>: the load of section A of the seed.</summary>
internal sealed class ChatCommand(IAnsiConsole console, ErrorLines errors) : LoadCommand(console, errors, [new ChatScenario()]);

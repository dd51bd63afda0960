using System.Globalization;
using Support;

namespace Chat.Client.Tests;

/// <summary>The example of clients/dotnet/README.md: compiled here, and compared.</summary>
public sealed class ReadmeExample
{
    [Fact]
    public void The_example_of_the_readme_is_compiled()
    {
        var source = File.ReadAllText(Repository.File("tests", "Chat.Client.Tests", "ReadmeExample.cs"));
        var begins = source.IndexOf("// <example>\n", StringComparison.Ordinal) + "// <example>\n".Length;
        var example = source[begins..source.LastIndexOf("        // </example>", StringComparison.Ordinal)].Replace("\n        ", "\n", StringComparison.Ordinal).Trim();

        Assert.Contains(example, File.ReadAllText(Repository.File("clients", "dotnet", "README.md")), StringComparison.Ordinal);
    }

    internal static async Task RunAsync(Func<CancellationToken, ValueTask<string?>> signIn, CancellationToken stopping)
    {
        // <example>
        await using var chat = new ChatClient(new() { Url = new("https://example.org/hubs/chat"), AccessToken = signIn });
        await chat.ConnectAsync(stopping);
        var room = await chat.JoinAsync("lobby", cancellationToken: stopping);

        var message = room.Send("Hello");           // goes out once, however often the network fails
        var receipt = await message.Sequenced;      // has its place in the room's order
        await message.Stored;                       // is in the service's database
        await room.MarkReadAsync(receipt.Sequence, stopping);

        await foreach (var next in room.ReadAsync(stopping))
        {
            Console.WriteLine(next switch
            {
                RoomReloaded reloaded => $"the room begins here: {reloaded.Latest.Count} entries",
                EntryAppended { Entry: var entry } => $"{entry.Sequence}: {entry.Text}", // in order, no gap, no repeat
                _ => "",
            });
        }
        // </example>

        await Console.Out.WriteLineAsync(receipt.Sequence.ToString(CultureInfo.InvariantCulture));
    }
}

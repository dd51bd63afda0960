using System.Diagnostics;
using Bench.Chat.Proof;
using Bench.Chat.Proof.Clients;

namespace Bench.Chat.Strain;

/// <summary>
/// One client of a herd, who does as the clients do that are shipped: asked to come later, it waits for as long as it is told; cut off, it
/// connects again. A hole in what it gets ends it: nothing makes up for that.
/// </summary>
/// <param name="connect">Makes a connection that is not open yet.</param>
internal sealed class HerdClient(Func<ProofLink> connect) : IAsyncDisposable
{
    /// <summary>After this nobody would still wait.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private ProofLink link = connect();

    /// <summary>Times it was asked to come later.</summary>
    public int Refused { get; private set; }

    /// <summary>Times it lost its connection meanwhile.</summary>
    public int Lost { get; private set; }

    /// <summary>From the moment all came back to what it missed.</summary>
    public TimeSpan Took { get; private set; }

    /// <summary>Why it is not back; <c>null</c> where it is, and has all of what it missed.</summary>
    public string? Failure { get; private set; } = "never came back";

    public Task ConnectAsync() => link.ConnectAsync();

    /// <summary>Joins from the position, again and again.</summary>
    public async Task ComeBackAsync(string room, Place position)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Patience)
        {
            try
            {
                var answer = await link.InvokeAsync<JoinAnswered>("JoinRoom", room, new PositionSent(position.Epoch, position.Sequence));
                Failure = IsWhole(answer, position) ? null : "with a hole";
                Took = watch.Elapsed;
                return;
            }
            catch (Exception exception)
            {
                var final = Refusals.Final(exception);
                Failure = final ?? exception.Message;
                if (final is not null)
                {
                    return;
                }

                await AgainAsync(exception);
            }
        }
    }

    public ValueTask DisposeAsync() => link.DisposeAsync();

    private async Task AgainAsync(Exception exception)
    {
        if (Refusals.Code(exception) is not null)
        {
            Refused++;
            await Task.Delay(Refusals.RetryAfter(exception) ?? Pause);
            return;
        }

        Lost++;
        await link.DisposeAsync();
        link = connect();
        await Task.Delay(Pause);
        try
        {
            await link.ConnectAsync();
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or System.Net.WebSockets.WebSocketException or OperationCanceledException)
        {
            // The next attempt finds a connection that is not open, and comes here again.
        }
    }

    private static bool IsWhole(JoinAnswered answer, Place position) =>
        answer.Entries.Count > 0 && answer.Entries[0].Sequence == position.Sequence + 1 && (answer.More || answer.Entries[^1].Sequence == answer.Sequence);
}

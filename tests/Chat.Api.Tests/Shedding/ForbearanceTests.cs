using System.Security.Claims;
using Chat.Api.Shedding;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Api.Tests.Shedding;

/// <summary>Whoever goes on asking after refusals is answered late.</summary>
public sealed class ForbearanceTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task The_first_refusals_are_answered_at_once_and_further_ones_after_about_the_time_that_they_say_at_most_a_second()
    {
        var (forbearance, connection) = (new Forbearance(time), new Connection());
        for (var refusal = 0; refusal < 5; refusal++)
        {
            Assert.True(forbearance.HoldAsync(connection, ErrorCodes.TooFast, TimeSpan.FromSeconds(5)).IsCompletedSuccessfully);
        }

        var (brief, other) = (forbearance.HoldAsync(connection, ErrorCodes.TooFast, TimeSpan.FromMilliseconds(200)), new Connection());
        Assert.False(brief.IsCompleted);
        Assert.True(forbearance.HoldAsync(other, ErrorCodes.TooFast, TimeSpan.FromSeconds(5)).IsCompletedSuccessfully);
        // Half as long up to half as long again: those who are refused at one moment must not come back at one.
        time.Advance(TimeSpan.FromMilliseconds(300));
        await brief.WaitAsync(TimeSpan.FromSeconds(20));

        var held = forbearance.HoldAsync(connection, ErrorCodes.TooFast, TimeSpan.FromSeconds(5));
        time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.False(held.IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1_001));
        await held.WaitAsync(TimeSpan.FromSeconds(20));

        // After a pause it is forgotten.
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.True(forbearance.HoldAsync(connection, ErrorCodes.TooFast, TimeSpan.FromSeconds(5)).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_busy_node_answers_no_refusal_at_once()
    {
        var held = new Forbearance(time).HoldAsync(new Connection(), ErrorCodes.TooBusy, TimeSpan.FromSeconds(5));
        Assert.False(held.IsCompleted);

        time.Advance(TimeSpan.FromSeconds(1.5));

        await held.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_connection_that_ends_holds_nothing()
    {
        var (forbearance, connection) = (new Forbearance(time), new Connection());
        for (var refusal = 0; refusal < 5; refusal++)
        {
            await forbearance.HoldAsync(connection, ErrorCodes.TooFast, TimeSpan.FromSeconds(1));
        }

        var held = forbearance.HoldAsync(connection, ErrorCodes.TooFast, TimeSpan.FromSeconds(1));
        connection.Abort();

        await held.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private sealed class Connection : HubCallerContext
    {
        private readonly CancellationTokenSource aborted = new();

        public override string ConnectionId => "connection";

        public override string? UserIdentifier => "ann";

        public override ClaimsPrincipal? User => null;

        public override IDictionary<object, object?> Items { get; } = new Dictionary<object, object?>();

        public override IFeatureCollection Features { get; } = new FeatureCollection();

        public override CancellationToken ConnectionAborted => aborted.Token;

        public override void Abort() => aborted.Cancel();
    }
}

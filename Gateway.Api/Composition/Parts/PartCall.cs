using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using Gateway.Api.Composition.Plans;
using Gateway.Api.Composition.Pooling;
using Gateway.Api.Composition.Shaping;
using Gateway.Api.Composition.Wire;
using Gateway.Api.Composition.Tracing;
using Gateway.Api.Protection.Breakers;
using Gateway.Api.Protection.Overload;

namespace Gateway.Api.Composition.Parts;

/// <summary>One call for a part with all its attempts. It answers always: whatever goes wrong becomes a reason.</summary>
internal sealed partial class PartCall(PartFetcher fetcher, ComposedPart part, string address, string? key, KeyValuePair<string, string>[]? passed, TimeSpan patience)
{
    /// <summary>Header that tells a service how many milliseconds are left for its answer.</summary>
    public const string BudgetHeader = "X-Budget-Ms";

    private const string Json = "application/json";

    /// <summary>The address is escaped already; tidying it again would cost time and could only change it.</summary>
    private static readonly UriCreationOptions AsItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>A timer may come a little early.</summary>
    private static readonly TimeSpan ClockGrain = TimeSpan.FromMilliseconds(20);

    private readonly long startedAt = fetcher.Time.GetTimestamp();
    private Breaker? breaker;
    private int attempts;
    private int running;
    private volatile bool isWon;

    /// <summary>Nodes that were asked.</summary>
    private ulong tried;

    /// <summary>How many there are; 0 before one was asked.</summary>
    private int nodes;

    /// <summary>Calls that were sent, retries, hedges and replays among them.</summary>
    public int Attempts => Volatile.Read(ref attempts);

    /// <summary>A further call was sent while one was on its way.</summary>
    public bool IsHedged { get; private set; }

    /// <summary>It was made, and not left out because another was on its way.</summary>
    public bool IsMade { get; private set; }

    /// <summary>A clock that ends the call when the part's time is over.</summary>
    public CancellationTokenSource StartClock() => fetcher.Clocks.Start(part.Timeout);

    /// <summary>Gives the clock back after the call.</summary>
    public void StopClock(CancellationTokenSource clock)
    {
        // The call that lost a race may look at it a little longer.
        if (part.Pipeline.MayLeaveCalls)
        {
            clock.Dispose();
        }
        else
        {
            fetcher.Clocks.Stop(clock);
        }
    }

    /// <summary>The call with a clock of its own, which a caller can end.</summary>
    [AsyncMethodBuilder(typeof(PooledBuilder<>))]
    public async ValueTask<PartAnswer> RunAloneAsync(CancellationToken caller)
    {
        var clock = StartClock();
        try
        {
            using var link = caller.UnsafeRegister(static clock => ((CancellationTokenSource)clock!).Cancel(), clock);
            return await RunAsync(clock.Token);
        }
        finally
        {
            StopClock(clock);
        }
    }

    /// <summary>Calls, shapes and keeps.</summary>
    [AsyncMethodBuilder(typeof(PooledBuilder<>))]
    public async ValueTask<PartAnswer> RunAsync(CancellationToken stop)
    {
        IsMade = true;
        try
        {
            breaker = fetcher.Breakers.Of(part.Service);
            if (breaker.IsRefusing)
            {
                return Refused();
            }

            part.Pipeline.Budget.Earn(fetcher.ExtraCallsPercent);
            var made = part.Pipeline.MayLeaveCalls ? await part.Pipeline.RaceAsync(this, stop) : await AttemptAsync(stop);
            if (made.MayPass && part.Pipeline.MayTryAgain)
            {
                made = await part.Pipeline.TryAgainAsync(this, made, stop);
            }

            var answer = Shaped(made);
            if (key is not null && part.IsKept && answer is { Reason: null, IsSkipped: false })
            {
                fetcher.Cache.Keep(key, part, answer);
            }

            return answer;
        }
        catch (OperationCanceledException)
        {
            // The part's time, the budget's, or a client that went away and reads nothing more.
            return PartAnswer.Failed(PartReasons.Timeout);
        }
        catch (Exception exception)
        {
            Log.Defect(fetcher.Logger, part.Name, part.Service, exception);
            return PartAnswer.Failed(PartReasons.Defect);
        }
    }

    /// <summary>One call of the plan's, where the breaker lets it through.</summary>
    [AsyncMethodBuilder(typeof(PooledBuilder<>))]
    public async ValueTask<PartAnswer> AttemptAsync(CancellationToken cancellationToken)
    {
        if (!breaker!.TryEnter(out var pass))
        {
            // A retry or hedge was paid for.
            if (Volatile.Read(ref attempts) > 0)
            {
                part.Pipeline.Budget.GiveBack();
            }

            return Refused();
        }

        var verdict = CallVerdict.None;
        var sentAt = fetcher.Time.GetTimestamp();
        var isFirst = Interlocked.Increment(ref attempts) == 1;
        try
        {
            if (!isFirst)
            {
                fetcher.Metrics.CalledAgain();
            }

            var (answer, isLost) = await ExchangeAsync(cancellationToken);
            if (isLost || answer.Reason is PartReasons.Unreachable)
            {
                answer = await AskOnAsync((answer, isLost), cancellationToken);
            }

            if (answer.Reason is null)
            {
                isWon = true;
                Took(isFirst, sentAt);
            }

            verdict = answer.Verdict;
            return answer;
        }
        catch (OperationCanceledException)
        {
            var isOver = fetcher.Time.GetElapsedTime(startedAt) >= patience - ClockGrain;
            verdict = isOver ? CallVerdict.Busy : CallVerdict.None;
            Took(isFirst && (isOver || isWon), sentAt);
            throw;
        }
        finally
        {
            breaker.Leave(pass, verdict);
        }
    }

    /// <summary>
    /// Notes the time of a call's first attempt, also where a hedge was quicker: it took that long at least. Without those, a quantile would be one of
    /// the quick calls only, and more calls would be hedged than it says. A hedge's own time would count its call twice.
    /// </summary>
    private void Took(bool isFirst, long sentAt)
    {
        if (isFirst)
        {
            part.Pipeline.Took(fetcher.Time.GetElapsedTime(sentAt));
        }
    }

    private PartAnswer Refused()
    {
        fetcher.Breakers.Refused(breaker!);
        return PartAnswer.Failed(PartReasons.CircuitOpen);
    }

    /// <summary>What is done where the first connection brought nothing.</summary>
    private async ValueTask<PartAnswer> AskOnAsync((PartAnswer Answer, bool IsLost) first, CancellationToken cancellationToken)
    {
        var (answer, isLost) = await AskOthersAsync(first, cancellationToken);

        // A connection that died before the first byte of an answer is nobody's fault: once more, on another one.
        if (isLost && attempts == 1 && part.Pipeline.Budget.TrySpend())
        {
            Interlocked.Increment(ref attempts);
            fetcher.Metrics.CalledAgain();
            PartTrace.Note(PartTrace.Replay);
            (answer, _) = await AskOthersAsync(await ExchangeAsync(cancellationToken), cancellationToken);
        }

        return answer;
    }

    /// <summary>
    /// A node that accepts no connection has had nothing of the call: another one is asked, each once, and nothing is spent for it. So a
    /// node that restarts costs no answer.
    /// </summary>
    private async ValueTask<(PartAnswer Answer, bool IsLost)> AskOthersAsync((PartAnswer Answer, bool IsLost) refused, CancellationToken cancellationToken)
    {
        for (var asked = 1; refused.Answer.Reason is PartReasons.Unreachable && asked < nodes; asked++)
        {
            PartTrace.Note(PartTrace.AnotherNode);
            refused = await ExchangeAsync(cancellationToken);
        }

        return refused;
    }

    [AsyncMethodBuilder(typeof(PooledBuilder<>))]
    private async ValueTask<(PartAnswer Answer, bool IsLost)> ExchangeAsync(CancellationToken cancellationToken)
    {
        fetcher.Metrics.Called();
        IsHedged |= Interlocked.Increment(ref running) > 1;
        var seat = default(PartSeat);
        var isAnswered = false;
        try
        {
            var known = await fetcher.Addresses.OfAsync(part.Service, cancellationToken);
            nodes = known.Count;
            var origin = known.Next(ref tried);
            if (fetcher.Transport.WireTo(origin) is { } host)
            {
                if (!fetcher.Transport.TryEnter(part.Service, !part.IsRequired, out seat))
                {
                    return (PartAnswer.Failed(PartReasons.Overloaded), false);
                }

                using var sent = await fetcher.Transport.SendAsync(host, new(address, LeftMs(), passed), cancellationToken);
                isAnswered = true;
                seat.Leave(UpstreamDoor.OutcomeOf(sent.Head.Status), sent.Opening);
                return (await ReadAsync(sent, cancellationToken), false);
            }

            using var request = Request(origin);
            using var response = await fetcher.Transport.SendAsync(request, cancellationToken);
            isAnswered = true;
            return (await ReadAsync(response, cancellationToken), false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException)
        {
            // The connect timeout of the socket handler: it looks like a cancellation, but nobody cancelled.
            return (PartAnswer.Failed(PartReasons.Unreachable), false);
        }
        catch (HttpRequestException exception)
        {
            return IsUnreachable(exception)
                ? (PartAnswer.Failed(PartReasons.Unreachable), false)
                : (PartAnswer.Failed(PartReasons.Interrupted), !isAnswered && exception.HttpRequestError == HttpRequestError.ResponseEnded);
        }
        catch (WireException exception) when (!cancellationToken.IsCancellationRequested)
        {
            return (PartAnswer.Failed(exception.Fault == WireFault.Unreachable ? PartReasons.Unreachable : PartReasons.Interrupted), exception.Fault == WireFault.Lost);
        }
        catch (WireException)
        {
            // The clock took the connection away.
            throw new OperationCanceledException(cancellationToken);
        }
        catch (IOException)
        {
            return (PartAnswer.Failed(PartReasons.Interrupted), false);
        }
        catch (InvalidOperationException) when (!isAnswered)
        {
            // Service discovery knows no address of that name.
            return (PartAnswer.Failed(PartReasons.Unreachable), false);
        }
        finally
        {
            seat.Leave(cancellationToken.IsCancellationRequested ? CallOutcome.GivenUp : CallOutcome.Failed);
            Interlocked.Decrement(ref running);
        }
    }

    /// <summary>Time that the service has, at least 1 ms.</summary>
    private long LeftMs() => (long)Math.Max(1, (patience - fetcher.Time.GetElapsedTime(startedAt)).TotalMilliseconds);

    private HttpRequestMessage Request(string origin)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(origin + address, AsItIs))
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Options.Set(UpstreamLimitHandler.Service, part.Service);
        request.Options.Set(UpstreamLimitHandler.IsOptional, !part.IsRequired);
        request.Headers.TryAddWithoutValidation("Accept", Json);
        request.Headers.TryAddWithoutValidation(BudgetHeader, LeftMs().ToString(CultureInfo.InvariantCulture));
        foreach (var (name, value) in passed ?? [])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    [AsyncMethodBuilder(typeof(PooledBuilder<>))]
    private async ValueTask<PartAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response is ShedResponse)
        {
            return PartAnswer.Failed(PartReasons.Overloaded);
        }

        if (Instead((int)response.StatusCode) is { } instead)
        {
            return instead;
        }

        var answer = await PartBody.ReadAsync(response.Content, part.BytesMax, cancellationToken);
        answer.Freshness = Freshness.Of(response.Headers);
        return answer;
    }

    [AsyncMethodBuilder(typeof(PooledBuilder<>))]
    private async ValueTask<PartAnswer> ReadAsync(WireAnswer sent, CancellationToken cancellationToken)
    {
        if (Instead(sent.Head.Status) is { } instead)
        {
            sent.Body.PassOver();
            return instead;
        }

        var answer = await PartBody.ReadAsync(sent, part.BytesMax, cancellationToken);
        answer.Freshness = sent.Head.Freshness;
        return answer;
    }

    /// <summary>What stands for an answer whose status says that it holds no part; null where it does.</summary>
    private PartAnswer? Instead(int status)
    {
        if (part.OnStatus.Count > 0 && part.OnStatus.TryGetValue(status, out var meaning))
        {
            return Meant(meaning, status);
        }

        return status switch
        {
            StatusCodes.Status200OK => null,
            StatusCodes.Status204NoContent => PartAnswer.Failed(PartReasons.Empty, status),
            StatusCodes.Status404NotFound => PartAnswer.Failed(PartReasons.NotFound, status),
            _ => PartAnswer.Failed(PartReasons.BadStatus, status),
        };
    }

    private static PartAnswer Meant(StatusMeaning meaning, int status) => meaning switch
    {
        StatusMeaning.NotFound => PartAnswer.Failed(PartReasons.NotFound, status),
        StatusMeaning.Null => PartAnswer.Lasting("null"u8.ToArray(), Freshness.Unknown),
        StatusMeaning.Skip => PartAnswer.Skipped(status),
        StatusMeaning.Pass => PartAnswer.Failed(PartReasons.BadStatus, status, statusForClient: status),
        _ => PartAnswer.Failed(PartReasons.BadStatus, status),
    };

    /// <summary>The answer as the plan takes it.</summary>
    private PartAnswer Shaped(PartAnswer answer)
    {
        if (answer.Reason is not null || answer.IsSkipped || (part.Shape is null && !part.IsMerged && part.Each is null))
        {
            return answer;
        }

        if (!IsOfTheRightKind(answer.Body))
        {
            answer.Dispose();
            return PartAnswer.Failed(PartReasons.WrongShape, StatusCodes.Status200OK);
        }

        if (part.Shape is null)
        {
            return answer;
        }

        var shaped = PartAnswer.Whole(part.Shape.Apply(answer.Body), answer.Freshness);
        answer.Dispose();
        return shaped;
    }

    private bool IsOfTheRightKind(ReadOnlySpan<byte> body) =>
        part.IsMerged ? body.TrimStart(" \t\r\n"u8)[0] == '{' : part.Each is null || ListJoin.HasElements(body);

    private static bool IsUnreachable(HttpRequestException exception) => exception.HttpRequestError
        is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError;

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Part {Part} of service {Service} ended by a defect.")]
        public static partial void Defect(ILogger logger, string part, string service, Exception exception);
    }
}

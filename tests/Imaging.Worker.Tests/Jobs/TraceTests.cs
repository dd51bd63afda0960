using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace Imaging.Worker.Tests.Jobs;

[Collection(ImagingCollection.Name)]
public sealed class TraceTests(ImagingServers servers)
{
    [Fact]
    public async Task One_trace_leads_from_the_upload_ticket_through_the_queue_to_each_step_of_the_worker()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Imaging",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var service = await ImagingService.StartAsync(servers, new TestPipeline().Run);
        using var ann = service.As("ann");
        // What is current here goes along as the traceparent of the request.
        using var caller = new Activity("caller") { ActivityTraceFlags = ActivityTraceFlags.Recorded };
        var trace = caller.SetIdFormat(ActivityIdFormat.W3C).Start().TraceId;
        var ticket = await ImagingService.ReserveAsync(ann);
        caller.Stop();
        using var put = await ImagingService.PutAsync(ticket.UploadUrl, ImagingService.Bytes);
        using var later = new Activity("later") { ActivityTraceFlags = ActivityTraceFlags.Recorded };
        var other = later.SetIdFormat(ActivityIdFormat.W3C).Start().TraceId;
        using var complete = await ann.PostAsync($"/images/{ticket.Id}/complete", null);
        later.Stop();
        Assert.Equal(HttpStatusCode.Accepted, complete.StatusCode);
        await ImagingService.BecomesAsync(ann, ticket.Id, "succeeded");
        await Support.Eventually.BecomesAsync("the span of the job to end",
            () => Task.FromResult(string.Join("; ", ended.Select(span => $"{span.TraceId} {span.OperationName}"))),
            seen => seen.Contains($"{trace} imaging job", StringComparison.Ordinal));

        var spans = ended.Where(span => span.TraceId == trace).ToDictionary(span => span.OperationName);
        Assert.Equal(
            ["imaging admission", "imaging download", "imaging job", "imaging publish", "imaging queue", "imaging step copy"], spans.Keys.Order(StringComparer.Ordinal));
        var job = spans["imaging job"];
        Assert.Equal(other, Assert.Single(spans["imaging queue"].Links).Context.TraceId);
        Assert.Equal((ActivityKind.Producer, spans["imaging queue"].SpanId), (spans["imaging queue"].Kind, job.ParentSpanId));
        Assert.Equal((ticket.Id, "Succeeded"), (job.GetTagItem("imaging.image.id"), job.GetTagItem("imaging.outcome")));
        Assert.All(
            [spans["imaging download"], spans["imaging step copy"], spans["imaging publish"]], span => Assert.Equal(job.SpanId, span.ParentSpanId));
    }
}

using System.Net;
using System.Net.Sockets;
using Azure.Storage.Queues;
using Imaging.Worker.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Support;

namespace Imaging.Worker.Tests.Jobs;

[Collection(ImagingCollection.Name)]
public sealed class JobSenderTests(ImagingServers servers)
{
    private const int Many = 40;

    [Fact]
    public async Task A_stop_sends_first_what_was_taken()
    {
        await using var api = await ImagingService.StartAsync(servers, settings: [("Imaging:Role", "Api")]);
        var queue = api.Services.GetRequiredService<JobQueue>();
        await api.Queues.GetQueueClient(JobQueue.Name).ClearMessagesAsync();
        using var sender = await StartAsync(api, queue);
        SendMany(sender);

        await sender.StopAsync(CancellationToken.None);

        Assert.Equal(Many, await queue.LengthAsync(CancellationToken.None));
        await api.Queues.GetQueueClient(JobQueue.Name).ClearMessagesAsync();
    }

    [Fact]
    public async Task A_stop_that_may_last_no_longer_ends_all_the_same_and_leaves_the_rest_to_the_sweeper()
    {
        await using var api = await ImagingService.StartAsync(servers, settings: [("Imaging:Role", "Api")]);
        await api.Queues.GetQueueClient(JobQueue.Name).ClearMessagesAsync();
        using var sender = await StartAsync(api, api.Services.GetRequiredService<JobQueue>());
        SendMany(sender);

        await sender.StopAsync(new(canceled: true)).WaitAsync(TimeSpan.FromSeconds(30));

        await Eventually.BecomesAsync("the sender to end", () => Task.FromResult(sender.ExecuteTask!.IsCompleted), ended => ended);
        await api.Queues.GetQueueClient(JobQueue.Name).ClearMessagesAsync();
    }

    [Fact]
    public async Task A_storage_that_says_nothing_ends_the_message_and_not_the_sender()
    {
        await using var api = await ImagingService.StartAsync(servers, settings: [("Imaging:Role", "Api")]);
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var options = new QueueClientOptions { Retry = { MaxRetries = 0, NetworkTimeout = TimeSpan.FromMilliseconds(100) } };
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/account?sig=none");
        using var sender = await StartAsync(api, new(new QueueServiceClient(address, options)));

        sender.Send("image-1");
        using var first = await silent.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromSeconds(30));
        await Eventually.BecomesAsync("the client to give up", () => Task.FromResult(first.Client.Poll(0, SelectMode.SelectRead) && IsClosed(first)), closed => closed);

        // What is sent next is tried all the same.
        sender.Send("image-2");
        using var second = await silent.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(sender.ExecuteTask!.IsCompleted);
        await sender.StopAsync(new(canceled: true)).WaitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>What the client had sent is read away first.</summary>
    private static bool IsClosed(TcpClient connection) => connection.Client.Receive(new byte[4096]) == 0;

    private static async Task<JobSender> StartAsync(ImagingService api, JobQueue queue)
    {
        var sender = new JobSender(queue, api.Services.GetRequiredService<ImageEvents>(), NullLogger<JobSender>.Instance);
        await sender.StartAsync(CancellationToken.None);
        return sender;
    }

    private static void SendMany(JobSender sender)
    {
        for (var i = 0; i < Many; i++)
        {
            sender.Send($"image-{i}");
        }
    }
}

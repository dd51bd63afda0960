using ServiceDefaults.LiveFigures;

namespace Imaging.Worker.Configuration;

/// <summary>What a process tells of itself every second, whatever its role.</summary>
internal static class ImagingFigures
{
    private const double BytesInMegabytes = 1e-6;
    private const string Outcome = "outcome";
    private const string Succeeded = "succeeded";

    private static readonly InstrumentSource Job = new(ImagingTelemetry.Name, "imaging.job.duration");
    private static readonly InstrumentSource Connections = new("Npgsql", "db.client.connection.count");

    public static void Choose(FigureSet figures) => figures
        .Frequency("imagesPerSecond", "images/s", Job.Only(Outcome, Succeeded))
        .Durations("processing", Job.Only(Outcome, Succeeded))
        .Durations("waiting", new(ImagingTelemetry.Name, "imaging.job.wait"))
        .Level("imagesInWork", "images", new(ImagingTelemetry.Name, "imaging.jobs.active"))
        .Level("slots", "images", new(ImagingTelemetry.Name, "imaging.slots"))
        // Every worker looks at the one queue, at each of its sweeps.
        .Level("queueLength", "images", new(ImagingTelemetry.Name, "imaging.queue.length"), combined: Combination.Largest)
        .Level("queueOldestSeconds", "s", new(ImagingTelemetry.Name, "imaging.queue.age"), combined: Combination.Largest)
        .Rate("engineCpuCores", "cores", new(ImagingTelemetry.Name, "imaging.engine.cpu.time"))
        .Level("engineMemoryMegabytes", "MB", new(ImagingTelemetry.Name, "imaging.engine.memory"), BytesInMegabytes)
        .Frequency("databaseOperationsPerSecond", "ops/s", new("Npgsql", "db.client.operation.duration"))
        .Level("databaseConnections", "connections", Connections)
        .Level("databaseConnectionsInUse", "connections", Connections.Only("db.client.connection.state", "used"))
        .Level("databaseConnectionsMax", "connections", new("Npgsql", "db.client.connection.max"));
}

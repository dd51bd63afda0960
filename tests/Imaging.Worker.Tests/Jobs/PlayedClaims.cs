using Imaging.Worker.Jobs.Admission;
using Imaging.Worker.Storage;
using Npgsql;

namespace Imaging.Worker.Tests.Jobs;

/// <summary>A worker whose images take what is said, by a clock of its own; whose turn it is says the database.</summary>
/// <param name="source">The database.</param>
/// <param name="seconds">What each image takes, by its id, which is its preset.</param>
/// <param name="slots">Images at once.</param>
internal sealed class PlayedClaims(NpgsqlDataSource source, IReadOnlyDictionary<string, double> seconds, int slots)
{
    private readonly PriorityQueue<ImageRow, double> inWork = new();
    private readonly Dictionary<string, double> began = [];

    /// <summary>Seconds since the beginning: when the last image was begun.</summary>
    public double Now { get; private set; }

    /// <summary>Claims so many images, or all there are; each as soon as a slot is free.</summary>
    public async Task<IReadOnlyList<(string Id, double At)>> ClaimAsync(int count)
    {
        var taken = new List<(string, double)>();
        KindTime[] learned = [.. seconds.Select(one => new KindTime(WorkKind.Of(one.Key, 1), one.Value))];
        while (taken.Count < count)
        {
            if (inWork.Count == slots)
            {
                inWork.TryDequeue(out var done, out var until);
                Assert.True(await new JobTable(source).FailAsync(done!, "x", "x", CancellationToken.None));
                Now = until;
            }

            if (await new TurnTable(source).ClaimNextAsync("worker", TimeSpan.FromMinutes(1), 5, learned, CancellationToken.None) is not { } claim)
            {
                break;
            }

            inWork.Enqueue(claim, Now + seconds[claim.Id]);
            began[claim.Id] = Now;
            taken.Add((claim.Id, Now));
        }

        return taken;
    }

    /// <summary>How far the images in work are by the own clock, not by the database's.</summary>
    public IReadOnlyList<WorkBegun> WithShares(IReadOnlyList<WorkBegun> inWork) =>
        [.. inWork.Select(image => image with { Share = (Now - began[image.Id]) / seconds[image.Id] })];
}

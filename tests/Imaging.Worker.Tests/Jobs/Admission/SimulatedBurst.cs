using Imaging.Worker.Jobs.Admission;

namespace Imaging.Worker.Tests.Jobs.Admission;

/// <summary>A worker with random service times and a clock of its own, and a burst that it did not expect.</summary>
/// <param name="seed">Of its chance.</param>
/// <param name="slots">Images at once.</param>
/// <param name="spread">Standard deviation of an image's time over its kind's mean.</param>
/// <param name="slowed">Times as long that an image takes while the burst is uploaded.</param>
/// <param name="kinds">Kinds of images, each taking three times as long as the one before.</param>
internal sealed class SimulatedBurst(int seed, int slots, double spread, double slowed, int kinds)
{
    private const int Images = 50;
    private const string Owner = "ann";
    private const int Warming = 64;
    private const double UploadSeconds = 3;

    /// <summary>Every slot makes each image slower, as on a machine whose cores it shares: the burst takes as long with one slot as with four.</summary>
    private const double SecondsPerSlot = 0.35;

    private readonly Random random = new(seed);
    private readonly SlotTimes learner = new();
    private readonly Dictionary<WorkKind, double> learned = [];

    /// <summary>For every image that still waits when all are accepted, how far the estimate is off, as a share of the wait.</summary>
    public IReadOnlyList<double> Run()
    {
        foreach (var kind in Enumerable.Range(0, kinds * Warming).Select(image => KindOf(image % kinds)))
        {
            Learn(kind, Draw(kind));
        }

        var free = new PriorityQueue<int, double>(Enumerable.Range(0, slots).Select(slot => (slot, 0.0)));
        var queue = Enumerable.Range(0, Images).Select(_ => KindOf(random.Next(kinds))).ToList();
        var begun = new List<(WorkKind Kind, double At, double Until)>();
        IReadOnlyDictionary<string, QueuePlace>? asked = null;
        var off = new List<double>();
        foreach (var (place, kind) in queue.Index())
        {
            free.TryDequeue(out var slot, out var now);
            if (now > UploadSeconds)
            {
                if (asked is null)
                {
                    // Asked at the end of the uploads: what ended before is learned, what runs is in work.
                    begun.Where(one => one.Until <= UploadSeconds).ToList().ForEach(one => Learn(one.Kind, one.Until - one.At));
                    asked = QueuePlay.Through(new(
                        [.. Enumerable.Range(place, Images - place).Select(later => Image(later, queue[later]))],
                        [.. begun.Where(one => one.Until > UploadSeconds).Select(one => new WorkBegun("x", Owner, one.Kind, UploadSeconds - one.At))], slots,
                        new([.. learned.Select(one => new KindTime(one.Key, one.Value))], [])));
                }

                off.Add(Math.Abs(asked[IdOf(place)].WaitSeconds!.Value - (now - UploadSeconds)) / (now - UploadSeconds));
            }

            var until = End(now, Draw(kind));
            begun.Add((kind, now, until));
            free.Enqueue(slot, until);
        }

        return off;
    }

    /// <summary>What is not done when the uploads end goes on at full speed.</summary>
    private double End(double begins, double seconds)
    {
        var slowly = Math.Max(0, UploadSeconds - begins);
        return slowly / slowed >= seconds ? begins + (seconds * slowed) : begins + slowly + (seconds - (slowly / slowed));
    }

    private static WaitingImage Image(int place, WorkKind kind) =>
        new(IdOf(place), Owner, Bulk: false, DateTime.UnixEpoch.AddSeconds(place), TurnAt: null, NotBeforeSeconds: 0, kind);

    private static string IdOf(int place) => $"image-{place}";

    private static WorkKind KindOf(int number) => new($"preset-{number}", number);

    private void Learn(WorkKind kind, double seconds)
    {
        learner.Add(kind, TimeSpan.FromSeconds(seconds), isBusy: true);
        foreach (var news in learner.TakeNews())
        {
            learned[news.Kind] = news.Seconds;
        }
    }

    /// <summary>Log-normal: never below nothing, with a long end.</summary>
    private double Draw(WorkKind kind)
    {
        var sigma = Math.Sqrt(Math.Log(1 + (spread * spread)));
        var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return SecondsPerSlot * slots * Math.Pow(3, kind.SizeClass) * Math.Exp((sigma * normal) - (sigma * sigma / 2));
    }
}

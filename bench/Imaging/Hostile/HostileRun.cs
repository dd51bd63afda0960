using System.Collections.Concurrent;
using Bench.Lab.Promises;
using Bench.Lab.Results;
using Bench.Lab.Running;
using Support.Hostile;

namespace Bench.Imaging.Hostile;

/// <summary>Hostile files through the whole system, honest images among them; then what became of each.</summary>
internal sealed class HostileRun(ILabProgress progress, int files, int seed)
{
    private const int SendersMax = 8;
    private const int Slots = 2;
    private const int HonestImages = 40;
    private const double SecondsMax = 5;
    private const double MegabytesMax = 400;
    private const double SlowerMax = 1.10;
    private readonly List<KeptPromise> promises = [];

    public IReadOnlyList<KeptPromise> Promises => promises;

    /// <summary>How many files had which outcome.</summary>
    public IReadOnlyDictionary<string, int> Codes { get; private set; } = new Dictionary<string, int>();

    /// <summary>What became of those that are costly to decode: the limits show here.</summary>
    public IReadOnlyList<string> Heavy { get; private set; } = [];

    /// <summary>Files that broke a promise.</summary>
    public IReadOnlyList<string> Offenders { get; private set; } = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Step("drawing photographs, making hostile files");
        var album = PhotographAlbum.Draw(1_600, 1_200, count: 4, seed);
        var corpus = HostileCorpus.Make(HonestFiles.Make(seed), seed, files, withHeavy: true);

        Step("starting PostgreSQL, Redis, Azurite, the API and a worker");
        await using var system = await ImagingSystem.StartAsync(cancellationToken);
        await using var worker = await system.StartWorkerAsync(Slots, cancellationToken);
        await Drain.RunAsync(system, [worker], [worker], album, 2 * Slots, ImagingSystem.FullPreset, cancellationToken);

        Step($"{HonestImages} honest images alone");
        var alone = await Drain.RunAsync(system, [worker], [worker], album, HonestImages, ImagingSystem.FullPreset, cancellationToken);

        Step($"{corpus.Count} hostile files and {HonestImages} honest images");
        await using var peaks = new EnginePeaks(worker.Id);
        var (hostile, beside) = await TogetherAsync(system, worker, album, corpus, cancellationToken);
        Judge(corpus, hostile, [.. alone.History.Images], beside, peaks, worker.IsAlive);
    }

    private async Task<(IReadOnlyList<HostileOutcome> Hostile, IReadOnlyList<ImageTimes> Honest)> TogetherAsync(
        ImagingSystem system, ImagingWorker worker, PhotographAlbum album, IReadOnlyList<HostileFile> corpus, CancellationToken cancellationToken)
    {
        var (enemy, attack) = system.NewUser();
        var (owner, client) = system.NewUser();
        using var first = attack;
        using var second = client;
        var names = new ConcurrentDictionary<string, string>();
        var refused = new ConcurrentBag<HostileOutcome>();
        await worker.PauseAsync();
        var every = Math.Max(1, corpus.Count / HonestImages);
        var honest = 0;
        await Parallel.ForAsync(
            0, corpus.Count, new ParallelOptions { MaxDegreeOfParallelism = SendersMax, CancellationToken = cancellationToken },
            async (index, stop) =>
            {
                if (index % every == 0 && Interlocked.Increment(ref honest) <= HonestImages)
                {
                    await client.SendAsync(album.Next(), ImagingSystem.FullPreset, stop);
                }

                await SendAsync(attack, corpus[index], names, refused, stop);
            });
        Step($"{names.Count} wait, {refused.Count} were refused at once; the worker begins");
        await worker.ResumeAsync();

        var patience = TimeSpan.FromSeconds(120 + corpus.Count);
        var times = await system.Database.FinishedAsync(owner, Math.Min(honest, HonestImages), patience, cancellationToken);
        await system.Database.FinishedAsync(enemy, names.Count, patience, cancellationToken);
        var rows = await system.Database.OutcomesAsync(enemy, cancellationToken);
        return ([.. rows.Select(row => row.Outcome with { Name = names[row.Id] }), .. refused], times.Images);
    }

    private static async Task SendAsync(
        ImagingClient client, HostileFile file, ConcurrentDictionary<string, string> names, ConcurrentBag<HostileOutcome> refused, CancellationToken cancellationToken)
    {
        try
        {
            var sent = await client.SendAsync(new ByteArrayContent(file.Bytes), file.Bytes.Length, file.ContentType, ImagingSystem.HostilePreset, cancellationToken);
            names[sent.Id] = file.Name;
        }
        catch (HttpRequestException refusal) when (refusal.Message.StartsWith("reserve: 4", StringComparison.Ordinal))
        {
            // No bytes at all, or more than anybody may send: the API says so before there is an upload.
            refused.Add(new(file.Name, HostileOutcome.RefusedAtOnce, 0, 0));
        }
    }

    private void Judge(
        IReadOnlyList<HostileFile> corpus, IReadOnlyList<HostileOutcome> hostile, IReadOnlyList<ImageTimes> alone, IReadOnlyList<ImageTimes> beside,
        EnginePeaks peaks, bool workerLives)
    {
        var expected = corpus.ToDictionary(file => file.Name, file => file.Code);
        var lost = corpus.Count - hostile.Count;
        var wrong = hostile.Where(file => !IsRight(file, expected[file.Name])).ToList();
        var slow = hostile.Where(file => file.Seconds > SecondsMax).ToList();
        var again = hostile.Where(file => file.Attempts > 1).ToList();
        Codes = hostile.GroupBy(file => file.Code).ToDictionary(code => code.Key, code => code.Count());
        var heavy = corpus.Where(file => file.IsHeavy).Select(file => file.Name).ToHashSet();
        Heavy = [.. hostile.Where(file => heavy.Contains(file.Name)).Select(Line)];
        Offenders = [.. wrong.Concat(slow).Concat(again).Distinct().Select(Line)];

        promises.Add(KeptPromise.None("hostile files without an end", lost));
        promises.Add(KeptPromise.None("hostile files with another code than a stable or the right one", wrong.Count));
        promises.Add(KeptPromise.None("hostile files that needed another attempt", again.Count));
        promises.Add(new("slowest hostile file", Text($"at most {SecondsMax:0} s"), Text($"{hostile.Max(file => file.Seconds):0.00} s"), slow.Count == 0));
        promises.Add(new(
            Text($"most memory of an image engine ({peaks.Engines} lived)"), Text($"at most {MegabytesMax:0} MB"), Text($"{peaks.MegabytesMax:0} MB"),
            peaks.MegabytesMax <= MegabytesMax));
        promises.Add(new("the worker lives on", "the same process", workerLives ? "the same process" : "it ended", workerLives));
        promises.Add(KeptPromise.None("honest images that failed beside them", beside.Count(image => !image.Succeeded)));
        promises.Add(KeptPromise.Ratio("an honest image in work, median", Middle(alone), Middle(beside), SlowerMax));
    }

    private static string Line(HostileOutcome file) =>
        FormattableString.Invariant($"{file.Name}: {file.Code} after {file.Seconds:0.00} s, {file.Attempts} attempts");

    private static bool IsRight(HostileOutcome file, string? expected) =>
        file.Code == HostileOutcome.RefusedAtOnce || (expected is null ? StableCodes.Contains(file.Code) : file.Code == expected);

    private static double Middle(IReadOnlyList<ImageTimes> images) => Measurement.Of(images.Select(image => image.ServiceSeconds * 1_000)).Median;

    private static string Text(FormattableString text) => KeptPromise.Text(text);

    private void Step(string what) => progress.Step("prove hostile", what);
}

using System.Diagnostics;
using System.Globalization;
using Imaging.Worker.Inference.Sessions;

namespace Imaging.Worker.Inference.Timing;

/// <summary>
/// <c>Imaging.Worker --time-models</c>: what each model costs on the device that is chosen here, alone and in batches. The bare runs,
/// without pixels or queue: what the service can reach at best.
/// </summary>
internal sealed class ModelTiming(ModelCatalog catalog, IModelSessions sessions)
{
    public const string Argument = "--time-models";

    /// <summary>Runs of one batch size; an odd number has a median.</summary>
    private const int RunsLeast = 5;

    public static bool IsAsked(string[] args) => args is [Argument, ..];

    /// <summary>One line for each model and batch size.</summary>
    /// <param name="output">Where lines go as they are known.</param>
    /// <param name="each">How long a batch size is run, at least five times.</param>
    public void Run(TextWriter output, TimeSpan each)
    {
        var device = sessions.ChooseDevice();
        output.WriteLine($"{device.Name}: {device.Reason}");
        foreach (var model in catalog.All.OrderBy(model => model.Name, StringComparer.Ordinal))
        {
            using var session = sessions.Open(model, catalog.FolderOf(model), device.Name);
            var alone = 0.0;
            for (var batch = 1; batch <= model.Batch; batch *= 2)
            {
                var milliseconds = Median(session, model, batch, each);
                alone = batch == 1 ? milliseconds : alone;
                output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{model.Name,-16} batch {batch,3} {milliseconds,9:0.00} ms {1_000 * batch / milliseconds,9:0.0} pictures/s {alone * batch / milliseconds,6:0.00} times a batch of 1"));
            }
        }
    }

    private static double Median(IModelSession session, ModelDescription model, int batch, TimeSpan each)
    {
        IReadOnlyList<Pixels> pictures = [.. Enumerable.Repeat(Pixels.Black(model.Input.Width, model.Input.Height), batch)];
        session.Run(pictures);

        var times = new List<double>();
        for (var began = Stopwatch.GetTimestamp(); times.Count < RunsLeast || Stopwatch.GetElapsedTime(began) < each;)
        {
            var started = Stopwatch.GetTimestamp();
            session.Run(pictures);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return times.Order().ElementAt(times.Count / 2);
    }
}

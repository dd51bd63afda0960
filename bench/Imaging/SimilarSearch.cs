using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Bench.Lab.Promises;
using Bench.Lab.Running;
using Bench.Lab.Systems;
using HdrHistogram;
using Npgsql;
using Support;
using Support.Servers;

namespace Bench.Imaging;

/// <summary>
/// <c>GET /images/{id}/similar</c> among so many images of one owner, over HTTP, against real PostgreSQL: every answer is compared with a
/// search of the lab's own.
/// </summary>
internal sealed class SimilarSearch(ILabProgress progress, int images, int requests)
{
    private const int Dimensions = 512;
    private const int Limit = 20;
    private const int Checked = 25;
    private const double MillisecondsMax = 50;
    private const int MicrosecondsTrackable = 60_000_000;
    private const string Owner = "collector";

    public async Task<IReadOnlyList<KeptPromise>> RunAsync(CancellationToken cancellationToken)
    {
        await using var postgres = new PostgresFixture();
        await using var redis = new RedisFixture();
        await using var azurite = new AzuriteFixture();
        await Task.WhenAll(postgres.InitializeAsync().AsTask(), redis.InitializeAsync().AsTask(), azurite.InitializeAsync().AsTask());
        var database = await postgres.CreateDatabaseAsync();
        var settings = new Dictionary<string, string>
        {
            ["Imaging:Role"] = "Api",
            ["ConnectionStrings:imagingdb"] = database,
            ["ConnectionStrings:redis"] = redis.ConnectionString,
            ["ConnectionStrings:blobs"] = azurite.ConnectionString,
            ["ConnectionStrings:queues"] = azurite.ConnectionString,
        };
        await using var api = await ServiceProcess.StartAsync("Imaging.Worker", settings, null, cancellationToken);
        Step($"writing {images} vectors of {Dimensions} numbers");
        var vectors = Draw();
        await FillAsync(database, vectors, cancellationToken);

        using var client = new HttpClient { BaseAddress = api.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.For(Owner));
        Step("the first search, which reads all vectors");
        var first = Stopwatch.StartNew();
        var wrong = await IsRightAsync(client, vectors, 0, cancellationToken) ? 0 : 1;
        first.Stop();

        Step($"{requests} searches, one after another");
        var times = new LongHistogram(MicrosecondsTrackable, 3);
        for (var request = 1; request <= requests; request++)
        {
            var began = Stopwatch.GetTimestamp();
            using var answer = await client.GetAsync(Address(request * 7_919 % images), cancellationToken);
            answer.EnsureSuccessStatusCode();
            times.RecordValue((long)Stopwatch.GetElapsedTime(began).TotalMicroseconds);
        }

        for (var check = 1; check < Checked; check++)
        {
            wrong += await IsRightAsync(client, vectors, check * 104_729 % images, cancellationToken) ? 0 : 1;
        }

        var (median, p99) = (times.GetValueAtPercentile(50) / 1_000.0, times.GetValueAtPercentile(99) / 1_000.0);
        return
        [
            new($"p99 of a search among {images} images", KeptPromise.Text($"at most {MillisecondsMax:0} ms"), KeptPromise.Text($"{p99:0.0} ms (median {median:0.0} ms)"), p99 <= MillisecondsMax),
            KeptPromise.None($"of {Checked} answers, other than comparing every vector gives", wrong),
            new("the first search after a start", "no bound", KeptPromise.Text($"{first.Elapsed.TotalMilliseconds:0} ms"), true),
        ];
    }

    private static string Id(int number) => number.ToString("x32", CultureInfo.InvariantCulture);

    private static Uri Address(int number) => new($"/images/{Id(number)}/similar?limit={Limit}", UriKind.Relative);

    /// <summary>Unit vectors around a few hundred centres, as pictures of the same things are.</summary>
    private float[][] Draw()
    {
        var random = new Random(1);
        var centres = Enumerable.Range(0, 300).Select(_ => Numbers(random)).ToArray();
        return [.. Enumerable.Range(0, images).Select(number => Unit(Numbers(random).Zip(centres[number % centres.Length], (one, centre) => (0.6 * one) + centre)))];
    }

    private static double[] Numbers(Random random) => [.. Enumerable.Range(0, Dimensions).Select(_ => random.NextDouble() - 0.5)];

    private static float[] Unit(IEnumerable<double> numbers)
    {
        double[] all = [.. numbers];
        var length = Math.Sqrt(all.Sum(number => number * number));
        return [.. all.Select(number => (float)(number / length))];
    }

    private static async Task FillAsync(string database, float[][] vectors, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(cancellationToken);
        await using (var rows = new NpgsqlCommand(
            """
            INSERT INTO images (id, owner, status, file_name, content_type, length, preset, upload_expires_at, finished_at)
            SELECT lpad(to_hex(number), 32, '0'), $1, 'succeeded', 'x', 'image/jpeg', 1, 'gallery', now(), now() FROM generate_series(0, $2 - 1) AS number
            """,
            connection))
        {
            rows.Parameters.Add(new() { Value = Owner });
            rows.Parameters.Add(new() { Value = vectors.Length });
            await rows.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var copy = await connection.BeginBinaryImportAsync(
            "COPY image_embeddings (image_id, owner, model, version, vector) FROM STDIN (FORMAT BINARY)", cancellationToken);
        for (var number = 0; number < vectors.Length; number++)
        {
            await copy.WriteRowAsync(cancellationToken, Id(number), Owner, "resnet18", "1", vectors[number]);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task<bool> IsRightAsync(HttpClient client, float[][] vectors, int number, CancellationToken cancellationToken)
    {
        using var answer = await client.GetAsync(Address(number), cancellationToken);
        answer.EnsureSuccessStatusCode();
        using var json = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
        var found = json.RootElement.GetProperty("images").EnumerateArray().Select(one => one.GetProperty("image").GetProperty("id").GetString()!).ToHashSet();
        var wanted = Enumerable.Range(0, vectors.Length).Where(other => other != number)
            .OrderByDescending(other => vectors[other].Zip(vectors[number], (one, two) => (double)one * two).Sum()).Take(Limit).Select(Id);
        return found.SetEquals(wanted);
    }

    private void Step(string what) => progress.Step("prove similar", what);
}

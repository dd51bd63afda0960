using Imaging.Worker.Configuration;
using Imaging.Worker.Jobs;
using Imaging.Worker.Storage;
using Imaging.Worker.Uploads;
using Npgsql;
using Support;

namespace Imaging.Worker.Tests.Storage;

[Collection(ImagingCollection.Name)]
public sealed class StoreTests(ImagingServers servers)
{
    [Fact]
    public async Task Two_processes_may_upgrade_the_schema_at_once_and_again()
    {
        var connection = await servers.Postgres.CreateDatabaseAsync();
        await using var one = NpgsqlDataSource.Create(connection);
        await using var two = NpgsqlDataSource.Create(connection);

        await Task.WhenAll(
            Task.Run(() => Schema.UpgradeAsync(one, CancellationToken.None)), Task.Run(() => Schema.UpgradeAsync(two, CancellationToken.None)));
        await Schema.UpgradeAsync(one, CancellationToken.None);

        await using var scripts = one.CreateCommand("SELECT count(*) FROM schemaversions");
        Assert.Equal((long)Schema.Scripts.Count, await scripts.ExecuteScalarAsync());
        await using var images = one.CreateCommand("SELECT count(*) FROM images");
        Assert.Equal(0L, await images.ExecuteScalarAsync());
    }
}

public sealed class RuleTests
{
    [Fact]
    public void Every_code_is_in_the_table() => Assert.Empty(ErrorTable.MissingFrom(typeof(ErrorCodes)));

    [Fact]
    public void An_owner_is_one_path_segment_whatever_it_holds()
    {
        Assert.Equal("ann@x-1/abc-def", BlobNames.DerivativesOf("ann@x-1", "abc", "def"));
        foreach (var owner in (string[])["../ben", "a/b", "", ".", "..", "h-1", new('a', 65), "ä"])
        {
            Assert.Matches("^h-[0-9a-f]{64}/abc-def$", BlobNames.DerivativesOf(owner, "abc", "def"));
        }
    }

    [Fact]
    public void A_wrong_setting_is_one_line_with_key_value_and_what_is_allowed()
    {
        Assert.Equal(
            ["Imaging:CoresPerWorker is 0; allowed: 0.05 to 1024.", "Imaging:GpuSlots is 0; allowed: unset, or 1 to 10000."],
            new ImagingOptionsValidator().Validate(null, new() { CoresPerWorker = 0, GpuSlots = 0 }).Failures);
        Assert.Equal(
            ["Imaging:Jobs:Lease is 00:00:01; allowed: 00:00:03 to 01:00:00."],
            new JobOptionsValidator().Validate(null, new() { Lease = TimeSpan.FromSeconds(1) }).Failures);
        var uploads = new UploadOptions { LengthMax = 1 };
        uploads.AllowedOrigins.Add("http://localhost:8080/");
        Assert.Equal(
            [
                "Imaging:Uploads:LengthMax is 1; allowed: 1024 to 5368709120.",
                "Imaging:Uploads:AllowedOrigins is http://localhost:8080/; allowed: http or https addresses without a path, such as http://localhost:8080.",
            ],
            new UploadOptionsValidator().Validate(null, uploads).Failures);
        Assert.True(new ImagingOptionsValidator().Validate(null, new()).Succeeded);
        Assert.True(new JobOptionsValidator().Validate(null, new()).Succeeded);
        Assert.True(new UploadOptionsValidator().Validate(null, new()).Succeeded);
    }
}

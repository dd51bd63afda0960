using System.Globalization;

namespace Hosting.LocalProcesses.Servers;

/// <summary>Azurite, the storage emulator, from its npm package: blobs and queues.</summary>
public static class AzuriteServer
{
    /// <summary>The one account that is served.</summary>
    public const string Account = "devstoreaccount1";

    /// <summary>Answers the command that serves blobs and queues from <paramref name="dataPath"/> (made if missing).</summary>
    /// <param name="dataPath">Folder of the blobs and of the emulator's tables.</param>
    /// <param name="blobPort">TCP port of the blob service on 127.0.0.1.</param>
    /// <param name="queuePort">TCP port of the queue service on 127.0.0.1.</param>
    /// <param name="accountKey">Base64 key of <see cref="Account"/>.</param>
    /// <exception cref="ServerMissingException">The package is not installed.</exception>
    public static ServerCommand Prepare(string dataPath, int blobPort, int queuePort, string accountKey)
    {
        Directory.CreateDirectory(dataPath);
        return new("node",
            [
                ServerPackages.AzuriteScript(), "--location", dataPath,
                "--blobHost", "127.0.0.1", "--blobPort", blobPort.ToString(CultureInfo.InvariantCulture),
                "--queueHost", "127.0.0.1", "--queuePort", queuePort.ToString(CultureInfo.InvariantCulture),
                // The table service cannot be left out; it takes a free port and nobody is told which.
                "--tableHost", "127.0.0.1", "--tablePort", "0",
                // Azurite lags behind the SDK's newest API version; what we use is the same in both.
                "--skipApiVersionCheck", "--disableTelemetry", "--silent",
            ],
            dataPath)
        {
            Environment = new Dictionary<string, string> { ["AZURITE_ACCOUNTS"] = $"{Account}:{accountKey}" },
        };
    }

    /// <summary>Connection string of the account, for the Azure SDK.</summary>
    public static string ConnectionString(int blobPort, int queuePort, string accountKey) =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={accountKey};"
        + $"BlobEndpoint=http://127.0.0.1:{blobPort}/{Account};QueueEndpoint=http://127.0.0.1:{queuePort}/{Account};";
}

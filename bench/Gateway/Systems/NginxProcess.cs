using Hosting.LocalProcesses.Servers;
using Support.Servers;

namespace Bench.Gateway.Systems;

/// <summary>An nginx of this lab: own configuration in a temporary folder, ports of 127.0.0.1, nothing of the installed one's.</summary>
internal sealed class NginxProcess : IAsyncDisposable
{
    /// <summary>What to do where there is none.</summary>
    public const string WhyNot = "nginx is not installed (Debian package nginx)";

    private readonly ServerProcess process;
    private readonly TemporaryFolder folder;

    private NginxProcess(ServerProcess process, TemporaryFolder folder) => (this.process, this.folder) = (process, folder);

    /// <summary>Process id of the master; its worker is a child.</summary>
    public int Id => process.Id;

    /// <summary>The program; <c>null</c>: not installed. It lies in <c>sbin</c>, which is not on every user's path.</summary>
    public static string? Program { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Concat(["/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"])
            .Where(folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, "nginx"))
            .FirstOrDefault(File.Exists);

    /// <summary>Starts nginx with <paramref name="servers"/> as the content of its <c>http</c> block.</summary>
    /// <param name="servers">Servers and upstreams; paths in it are relative to the folder of <paramref name="files"/>.</param>
    /// <param name="files">Files to be served, by name.</param>
    /// <param name="ports">Ports that it must listen on.</param>
    /// <exception cref="InvalidOperationException">It is not installed, or it refused its configuration; the text holds what it wrote.</exception>
    public static async Task<NginxProcess> StartAsync(string servers, IReadOnlyDictionary<string, string> files, params int[] ports)
    {
        var program = Program ?? throw new InvalidOperationException($"{WhyNot}.");
        var folder = new TemporaryFolder();
        try
        {
            Write(folder.Path, servers, files);
            var command = new ServerCommand(program, ["-e", "stderr", "-p", folder.Path, "-c", "nginx.conf"], folder.Path);
            return new(await ServerProcess.StartAsync(command, ports), folder);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        folder.Dispose();
    }

    private static void Write(string folder, string servers, IReadOnlyDictionary<string, string> files)
    {
        if (!OperatingSystem.IsWindows())
        {
            // A master that runs as root has a worker that does not.
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        }

        File.WriteAllText(Path.Combine(folder, "nginx.conf"), NginxConfiguration.Of(servers));
        foreach (var (name, content) in files)
        {
            File.WriteAllText(Path.Combine(folder, name), content);
        }
    }
}

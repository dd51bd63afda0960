using System.Globalization;

namespace Hosting.LocalProcesses.Servers;

/// <summary>PostgreSQL 18 from its npm package.</summary>
public static class PostgresServer
{
    /// <summary>Superuser of every cluster that <see cref="PrepareAsync"/> makes.</summary>
    public const string User = "postgres";

    /// <summary>Makes the cluster and its databases where they are missing, and answers the command that serves it.</summary>
    /// <param name="dataPath">Folder of the cluster; made if missing. As root it is handed to the user <c>nobody</c>.</param>
    /// <param name="port">TCP port on 127.0.0.1; no Unix socket is opened.</param>
    /// <param name="password">Password of <see cref="User"/>, set when the cluster is made.</param>
    /// <param name="databases">Databases that must exist; lower-case letters.</param>
    /// <param name="maxConnections">The server's <c>max_connections</c>.</param>
    /// <param name="cancellationToken">Ends the preparation.</param>
    /// <exception cref="ServerMissingException">The package is not installed.</exception>
    public static async Task<ServerCommand> PrepareAsync(
        string dataPath, int port, string password, IReadOnlyCollection<string> databases, int maxConnections, CancellationToken cancellationToken)
    {
        await CreateClusterAsync(dataPath, password, cancellationToken);
        foreach (var database in databases)
        {
            await CreateDatabaseAsync(dataPath, database, cancellationToken);
        }

        return Postgres(dataPath, "-D", dataPath, "-p", port.ToString(CultureInfo.InvariantCulture),
            "-c", "listen_addresses=127.0.0.1",
            "-c", "unix_socket_directories=",
            "-c", $"max_connections={maxConnections}");
    }

    private static async Task CreateClusterAsync(string dataPath, string password, CancellationToken cancellationToken)
    {
        if (File.Exists(Path.Combine(dataPath, "PG_VERSION")))
        {
            return;
        }

        Directory.CreateDirectory(dataPath);
        UnprivilegedUser.Own(dataPath);
        var passwordFile = dataPath + ".password";
        PrivateFile.Write(passwordFile, password);
        try
        {
            var initdb = new ServerCommand(
                ServerPackages.PostgresBinary("initdb"),
                [
                    "-D", dataPath, "-U", User, $"--pwfile={passwordFile}", "--auth=scram-sha-256",
                    "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-sync",
                ],
                dataPath);
            await RunToEnd.RunAsync(UnprivilegedUser.Wrap(initdb), input: "", cancellationToken);
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }

    /// <summary>By the single-user mode, before the server listens: nobody ever meets a server without its databases.</summary>
    private static async Task CreateDatabaseAsync(string dataPath, string database, CancellationToken cancellationToken)
    {
        var marker = Path.Combine(dataPath, $"{database}.created");
        if (File.Exists(marker))
        {
            return;
        }

        var single = Postgres(dataPath, "--single", "-D", dataPath, "template1");
        await RunToEnd.RunAsync(single, $"CREATE DATABASE {database};\n", cancellationToken);
        await File.WriteAllTextAsync(marker, "", cancellationToken);
    }

    private static ServerCommand Postgres(string dataPath, params string[] arguments) =>
        UnprivilegedUser.Wrap(new(ServerPackages.PostgresBinary("postgres"), arguments, dataPath));
}

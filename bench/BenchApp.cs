using Bench.Commands;
using Capacity;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Bench;

/// <summary>The command line: its commands, its streams and its exit codes.</summary>
internal static class BenchApp
{
    /// <summary>A pipe has no width; tables are made for this one.</summary>
    private const int ColumnsWithoutTerminal = 100;

    /// <summary>Runs one command line; answers its exit code (<see cref="ExitCodes"/>).</summary>
    public static int Run(IEnumerable<string> args, TextWriter output, TextWriter error)
    {
        var app = new CommandApp();
        app.Configure(configuration =>
        {
            configuration.SetApplicationName("bench");
            configuration.UseStrictParsing();
            configuration.ConfigureConsole(ConsoleOn(output));
            configuration.Settings.Registrar.RegisterInstance(new ErrorLines(error));
            configuration.SetExceptionHandler((exception, _) => Refuse(exception, error));
            configuration.AddCommand<SizeCommand>("size")
                .WithDescription("Sizes of the three services for a load: every figure with its reasoning, the fit, the deployment.")
                .WithExample("size")
                .WithExample("size", "--set", "Chat.Clients=100000")
                .WithExample("size", "--profile", "local", "--set", "Imaging.Server.Cores=8", "--json");
            configuration.AddCommand<ChatCommand>("chat")
                .WithDescription("Load of the chat: the seed's figures beside measured ones, scaling, peers.")
                .WithExample("chat", "--quick");
            configuration.AddCommand<ImagingCommand>("imaging")
                .WithDescription("Load of the image service: the seed's figures beside measured ones, scaling, peers.")
                .WithExample("imaging", "--part", "peers", "--runs", "5");
            configuration.AddCommand<GatewayCommand>("gateway")
                .WithDescription("Load of the gateway: the seed's figures beside measured ones, scaling, peers.")
                .WithExample("gateway", "--target", "http://localhost:8080");
            configuration.AddCommand<AllCommand>("all")
                .WithDescription("All three loads, one after another.")
                .WithExample("all", "--quick");
            configuration.AddCommand<CalibrateCommand>("calibrate")
                .WithDescription($"Measures the unit costs and writes them as the profile {MeasuredProfile.FileName}.")
                .WithExample("calibrate")
                .WithExample("calibrate", "--from", "bench/results/A.json", "--based-on", "seed");
            configuration.AddCommand<ReportCommand>("report")
                .WithDescription("Page, docs/measured.md and the README's table from a result.")
                .WithExample("report");
            configuration.AddCommand<CompareCommand>("compare")
                .WithDescription("What moved between two results beyond the noise; exit code 1 if anything is worse.")
                .WithExample("compare", "bench/results/A.json", "bench/results/B.json");
            configuration.AddBranch("prove", proofs =>
            {
                proofs.SetDescription("Checks promises under random faults; exit code 0 only if none was broken.");
                proofs.AddCommand<ProveChatCommand>("chat")
                    .WithDescription("Delivery of the chat: 3 nodes, Redis and PostgreSQL are killed, paused and cut off while clients send; then the whole history is checked.")
                    .WithExample("prove", "chat", "--seconds", "60", "--seed", "7");
                proofs.AddCommand<ProveHostileCommand>("hostile")
                    .WithDescription("Images that were made to hurt: 2,000 by a seed, each with a stable code, in 5 s and 400 MB, while honest ones are worked beside them.")
                    .WithExample("prove", "hostile", "--files", "2000", "--seed", "7");
                proofs.AddCommand<ProveSoakCommand>("soak")
                    .WithDescription("2,000 honest images through one worker: its memory at the end beside that after 200.");
                proofs.AddCommand<ProveImagingCommand>("imaging")
                    .WithDescription("Ends of images: workers and image engines are killed, paused and cut off from their stores; every image must end exactly once.")
                    .WithExample("prove", "imaging", "--kills", "200", "--seed", "7");
                proofs.AddCommand<ProveSimilarCommand>("similar")
                    .WithDescription("Exact search among 100,000 images of one owner: p99, and every answer compared.")
                    .WithExample("prove", "similar", "--images", "100000");
                proofs.AddCommand<ProveWaitCommand>("wait")
                    .WithDescription("A burst of 50 images: estimated waits beside real ones.");
                proofs.AddCommand<ProvePlacesCommand>("places")
                    .WithDescription("A queue of 1,000 images and 40 who ask for their places: what a status costs the database.");
                proofs.AddCommand<ProveUploadsCommand>("uploads")
                    .WithDescription("50 uploads of 25 MB at once: p99 of the API's calls, and its memory.");
                proofs.AddCommand<ProveGatewayCommand>("gateway")
                    .WithDescription("Composition of the gateway: random plans before random services, each answer compared with a small reference.")
                    .WithExample("prove", "gateway", "--cases", "1000000", "--seed", "7");
                proofs.AddCommand<OutageCommand>("outage")
                    .WithDescription("PostgreSQL is down for 60 s of load: p99 of deliveries beside that before, and how soon the backlog is stored.");
                proofs.AddCommand<HerdCommand>("herd")
                    .WithDescription("10,000 clients come back at once: reads of the database, per room and node.");
                proofs.AddCommand<AbuseCommand>("abuse")
                    .WithDescription("1,000 clients that send 50 msg/s each, one user who joins 10,000 times a second: codes, memory, p99 of the others.");
                proofs.AddCommand<SlowCommand>("slow")
                    .WithDescription("50 clients that stop reading, in rooms where much is said: cut off at their queues, p99 of the others.");
                proofs.AddCommand<OverloadCommand>("overload")
                    .WithDescription("Three times what a service behind the gateway can do, for 60 s: goodput, p99 of what is served and of what is refused, and how soon all is as before.");
                proofs.AddCommand<PeakCommand>("peak")
                    .WithDescription("5,000 composed requests a second, services of 100 ms, beside nginx with server-side includes: what is reached, what fails, p99.");
                proofs.AddCommand<DrainCommand>("drain")
                    .WithDescription("Two gateways and two nodes of two services are restarted in turn under load, then 100 reloads a minute: no failed request.");
                proofs.AddCommand<BudgetCommand>("budget")
                    .WithDescription("One of five parts never answers, each in turn: how long after its budget an answer leaves, at p99.9.");
                proofs.AddCommand<HedgeCommand>("hedge")
                    .WithDescription("One call in a hundred takes a second: p99 of composed answers with hedges, and what they cost in calls.");
                proofs.AddCommand<HostileCommand>("hostile-clients")
                    .WithDescription("Slow headers, slow bodies, idle sockets and bombs of headers beside honest clients: their goodput and the gateway's memory.");
            });
        });
        return app.Run(args);
    }

    private static IAnsiConsole ConsoleOn(TextWriter output)
    {
        var target = new AnsiConsoleOutput(output);
        if (target.IsTerminal)
        {
            return AnsiConsole.Create(new AnsiConsoleSettings { Out = target });
        }

        var plain = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = target, Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.No,
        });
        plain.Profile.Width = ColumnsWithoutTerminal;
        return plain;
    }

    private static int Refuse(Exception exception, TextWriter error)
    {
        // Only what the caller typed is told in one line; a defect of ours keeps its stack trace.
        if (exception is not CommandAppException)
        {
            error.WriteLine(exception);
            return ExitCodes.Defect;
        }

        var message = exception.Message.ReplaceLineEndings(" ").TrimEnd('.');
        // What a command refuses itself says what is allowed.
        error.WriteLine(message.Contains("; allowed: ", StringComparison.Ordinal) ? $"{message}." : $"{message}; allowed: see bench --help.");
        return ExitCodes.Usage;
    }
}

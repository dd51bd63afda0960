using System.ComponentModel;
using Bench.Chat.Strain;
using Bench.Gateway.Strain;
using Bench.Lab.Promises;
using Bench.Lab.Running;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Bench.Commands;

/// <summary>Puts a service under one kind of strain and lays what was measured beside what is promised.</summary>
internal abstract class StrainCommand(IAnsiConsole console, ErrorLines errors) : AsyncCommand<StrainCommand.Settings>
{
    /// <summary>What the caller typed.</summary>
    internal sealed class Settings : CommandSettings
    {
        private const int SecondsMax = 600;
        private const int ClientsMax = 10_000;

        [CommandOption("-s|--seconds <COUNT>")]
        [Description("Length of each stretch of load, 3 to 600; a herd has none.")]
        public int? Seconds { get; init; }

        [CommandOption("-c|--clients <COUNT>")]
        [Description("Clients, 10 to 10000.")]
        public int? Clients { get; init; }

        public override ValidationResult Validate() => (Seconds, Clients) switch
        {
            (not null and not (>= 3 and <= SecondsMax), _) => ValidationResult.Error($"--seconds is {Seconds}; allowed: 3 to {SecondsMax}"),
            (_, not null and not (>= 10 and <= ClientsMax)) => ValidationResult.Error($"--clients is {Clients}; allowed: 10 to {ClientsMax}"),
            _ => ValidationResult.Success(),
        };
    }

    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        using var stop = new StopSignal(cancellationToken);
        var strain = Create(new ConsoleProgress(console), settings);
        var isStopped = false;
        try
        {
            await strain.RunAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            isStopped = true;
            errors.Write([$"prove {strain.Name}: stopped; what was measured until then is shown."]);
        }

        Write(strain.Promises);
        return strain.Promises.Any(promise => !promise.IsKept) ? ExitCodes.Violated : isStopped ? ExitCodes.Incomplete : ExitCodes.Done;
    }

    protected abstract StrainRun Create(ILabProgress progress, Settings settings);

    private void Write(IReadOnlyList<KeptPromise> promises)
    {
        var table = new Table { Border = TableBorder.Minimal }.AddColumns("Promise", "Allowed", "Measured", "Kept");
        foreach (var promise in promises)
        {
            table.AddRow(promise.What, promise.Allowed, promise.Measured, promise.IsKept ? "yes" : "NO");
        }

        console.Write(table);
        console.MarkupLine("[dim]Clients, nodes and stores share this machine's cores: what the clients take, the others miss.[/]");
    }
}

/// <summary><c>bench prove outage</c>.</summary>
internal sealed class OutageCommand(IAnsiConsole console, ErrorLines errors) : StrainCommand(console, errors)
{
    protected override StrainRun Create(ILabProgress progress, Settings settings) =>
        new Outage(progress, TimeSpan.FromSeconds(settings.Seconds ?? 60), settings.Clients ?? 200);
}

/// <summary><c>bench prove herd</c>.</summary>
internal sealed class HerdCommand(IAnsiConsole console, ErrorLines errors) : StrainCommand(console, errors)
{
    protected override StrainRun Create(ILabProgress progress, Settings settings) => new Herd(progress, settings.Clients ?? 10_000);
}

/// <summary><c>bench prove abuse</c>.</summary>
internal sealed class AbuseCommand(IAnsiConsole console, ErrorLines errors) : StrainCommand(console, errors)
{
    protected override StrainRun Create(ILabProgress progress, Settings settings) =>
        new Abuse(progress, TimeSpan.FromSeconds(settings.Seconds ?? 15), settings.Clients ?? 1_000);
}

/// <summary><c>bench prove slow</c>.</summary>
internal sealed class SlowCommand(IAnsiConsole console, ErrorLines errors) : StrainCommand(console, errors)
{
    protected override StrainRun Create(ILabProgress progress, Settings settings) =>
        new SlowReaders(progress, TimeSpan.FromSeconds(settings.Seconds ?? 20), settings.Clients ?? 50);
}

/// <summary><c>bench prove overload</c>.</summary>
internal sealed class OverloadCommand(IAnsiConsole console, ErrorLines errors) : StrainCommand(console, errors)
{
    protected override StrainRun Create(ILabProgress progress, Settings settings) => new Overload(progress, TimeSpan.FromSeconds(settings.Seconds ?? 60));
}

/// <summary><c>bench prove peak</c>.</summary>
internal sealed class PeakCommand(IAnsiConsole console, ErrorLines errors) : StrainCommand(console, errors)
{
    protected override StrainRun Create(ILabProgress progress, Settings settings) => new Peak(progress, TimeSpan.FromSeconds(settings.Seconds ?? 60));
}

/// <summary><c>bench prove drain</c>.</summary>
internal sealed class DrainCommand(IAnsiConsole console, ErrorLines errors) : StrainCommand(console, errors)
{
    protected override StrainRun Create(ILabProgress progress, Settings settings) => new RollingRestart(progress, TimeSpan.FromSeconds((settings.Seconds ?? 60) / 12.0));
}

/// <summary><c>bench prove hostile-clients</c>.</summary>
internal sealed class HostileCommand(IAnsiConsole console, ErrorLines errors) : StrainCommand(console, errors)
{
    protected override StrainRun Create(ILabProgress progress, Settings settings) =>
        new Hostile(progress, TimeSpan.FromSeconds(settings.Seconds ?? 20), settings.Clients ?? 2_000);
}

/// <summary><c>bench prove budget</c>.</summary>
internal sealed class BudgetCommand(IAnsiConsole console, ErrorLines errors) : StrainCommand(console, errors)
{
    protected override StrainRun Create(ILabProgress progress, Settings settings) => new BlackHole(progress, TimeSpan.FromSeconds(settings.Seconds ?? 200));
}

/// <summary><c>bench prove hedge</c>.</summary>
internal sealed class HedgeCommand(IAnsiConsole console, ErrorLines errors) : StrainCommand(console, errors)
{
    protected override StrainRun Create(ILabProgress progress, Settings settings) => new SlowTail(progress, TimeSpan.FromSeconds(settings.Seconds ?? 240));
}

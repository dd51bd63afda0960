using System.ComponentModel;
using System.Security.Cryptography;
using Bench.Chat.Proof;
using Bench.Lab.Running;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Bench.Commands;

/// <summary><c>bench prove chat</c>: delivery under faults, checked against its promises.</summary>
internal sealed class ProveChatCommand(IAnsiConsole console, ErrorLines errors) : AsyncCommand<ProveChatCommand.Settings>
{
    private const int SecondsMin = 5;
    private const int SecondsMax = 3_600;

    /// <summary>What the caller typed.</summary>
    internal sealed class Settings : CommandSettings
    {
        [CommandOption("-s|--seconds <COUNT>")]
        [Description("How long clients send and things break, 5 to 3600. Default: 60.")]
        [DefaultValue(60)]
        public int Seconds { get; init; } = 60;

        [CommandOption("--seed <NUMBER>")]
        [Description("Seed of the faults and of what clients do. Default: another one each time; it is printed.")]
        public int? Seed { get; init; }

        [CommandOption("--redis <KIND>")]
        [Description("kept: it keeps its data; emptied: it also loses them; cluster: three masters, whose slots move. Default: kept.")]
        [DefaultValue("kept")]
        public string Redis { get; init; } = "kept";

        [CommandOption("--durability <STORE>")]
        [Description("When sends are acknowledged: redis, after the append; postgres, after the commit. Default: redis.")]
        [DefaultValue("redis")]
        public string Durability { get; init; } = "redis";

        public override ValidationResult Validate() => this switch
        {
            { Seconds: < SecondsMin or > SecondsMax } => ValidationResult.Error($"--seconds is {Seconds}; allowed: {SecondsMin} to {SecondsMax}"),
            { Redis: not ("kept" or "emptied" or "cluster") } => ValidationResult.Error($"--redis is {Redis}; allowed: kept, emptied, cluster"),
            { Durability: not ("redis" or "postgres") } => ValidationResult.Error($"--durability is {Durability}; allowed: redis, postgres"),
            _ => ValidationResult.Success(),
        };
    }

    public override async Task<int> ExecuteAsync(CommandContext context, Settings settings, CancellationToken cancellationToken)
    {
        using var stop = new StopSignal(cancellationToken);
        var proof = new ProofSettings(TimeSpan.FromSeconds(settings.Seconds), settings.Seed ?? RandomNumberGenerator.GetInt32(1, 1_000_000))
        {
            Redis = Enum.Parse<ProofRedis>(settings.Redis, ignoreCase: true),
            IsDurable = settings.Durability == "postgres",
        };
        console.WriteLine(ProofReport.Command(proof));
        ProofReport.WritePlan(console, proof.Plan);
        try
        {
            var result = await new ProofRun(proof, new ConsoleProgress(console)).RunAsync(stop.Token);
            ProofReport.Write(console, result);
            return result.Violations.Count > 0 ? ExitCodes.Violated : result.IsStopped ? ExitCodes.Incomplete : ExitCodes.Done;
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            errors.Write(["prove chat: stopped before anything was proved."]);
            return ExitCodes.Incomplete;
        }
    }
}

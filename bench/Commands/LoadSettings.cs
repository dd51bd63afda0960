using System.ComponentModel;
using System.Net;
using Bench.Lab.Running;
using Spectre.Console;
using Spectre.Console.Cli;
using Support;

namespace Bench.Commands;

/// <summary>What the caller of a load typed.</summary>
internal sealed class LoadSettings : CommandSettings
{
    private const int RunsMax = 100;

    [CommandOption("-q|--quick")]
    [Description("The short form: fewer clients, shorter stretches, one run; all three in under 4 minutes.")]
    public bool Quick { get; init; }

    [CommandOption("-r|--runs <COUNT>")]
    [Description("Times that each stretch is measured, 1 to 100. Default: 3, with --quick 1.")]
    public int? Runs { get; init; }

    [CommandOption("--seed <NUMBER>")]
    [Description("Seed of everything random.")]
    [DefaultValue(1)]
    public int Seed { get; init; } = 1;

    [CommandOption("--part <PART>")]
    [Description("Only load, scaling, growth, peers or telemetry (of the gateway). May be given several times.")]
    public string[] Part { get; init; } = [];

    [CommandOption("-t|--target <URL>")]
    [Description("Gateway of a system that runs on this machine, such as http://localhost:8080; only its load is measured. Default: the lab starts the services itself.")]
    public string? Target { get; init; }

    [CommandOption("-o|--output <FOLDER>")]
    [Description("Folder of the result and its page. Default: bench/results of the checkout.")]
    public string? Output { get; init; }

    /// <summary>Where results go.</summary>
    public string OutputFolder => Output ?? Repository.File("bench", "results");

    public override ValidationResult Validate()
    {
        if (Runs is < 1 or > RunsMax)
        {
            return ValidationResult.Error($"--runs is {Runs}; allowed: 1 to {RunsMax}");
        }

        if (Part.FirstOrDefault(part => !Enum.TryParse<LabParts>(part, ignoreCase: true, out _)) is { } unknown)
        {
            return ValidationResult.Error($"--part is {unknown}; allowed: load, scaling, growth, peers, telemetry");
        }

        return Target is null || IsLoopback(Target)
            ? ValidationResult.Success()
            : ValidationResult.Error($"--target is {Target}; allowed: an http address of this machine (localhost, 127.0.0.1 or [::1]), since load goes nowhere else");
    }

    public LabSettings ToLab() => new(
        Quick, Runs ?? (Quick ? 1 : 3), Seed,
        Target is not null ? LabParts.Load : Part.Length == 0 ? LabParts.All : Part.Select(part => Enum.Parse<LabParts>(part, ignoreCase: true)).Aggregate((all, part) => all | part),
        Target is null ? null : new Uri(Target));

    private static bool IsLoopback(string target) =>
        Uri.TryCreate(target, UriKind.Absolute, out var address)
        && address.Scheme == Uri.UriSchemeHttp
        && (address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)));
}

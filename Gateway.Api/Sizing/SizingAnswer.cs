using Capacity;

namespace Gateway.Api.Sizing;

/// <summary>Everything that follows from a profile.</summary>
/// <param name="Profile">Its name.</param>
/// <param name="Profiles">Names of the profiles to start from.</param>
/// <param name="Measured">Where its unit costs were measured; null: they are stated, not measured.</param>
/// <param name="Inputs">Every number that it states.</param>
/// <param name="Services">Every figure of each service with its reasoning.</param>
/// <param name="Deployment">What would be deployed.</param>
internal sealed record SizingAnswer(
    string Profile, IReadOnlyList<string> Profiles, MeasuredAt? Measured, IReadOnlyList<SizingInput> Inputs,
    IReadOnlyList<SizedService> Services, DeploymentPlan Deployment)
{
    public static SizingAnswer Of(CapacityProfile profile, MeasuredProfile? measured) => new(
        profile.Name, KnownProfiles.Names,
        measured is null ? null : new(measured.Machine, measured.Commit, measured.StartedAt),
        [.. InputReader.Read(profile).Select(input => SizingInput.Of(input, measured))],
        [.. ServiceSizing.Of(profile).Select(SizedService.Of)],
        DeploymentPlan.From(profile));
}

/// <param name="Machine">In words.</param>
/// <param name="Commit">Of the source.</param>
/// <param name="StartedAt">When the measurement began.</param>
internal sealed record MeasuredAt(string Machine, string Commit, DateTimeOffset StartedAt);

/// <param name="Key">Short name, as the query takes it: <c>Chat.Clients</c>.</param>
/// <param name="Group">Part of the profile that it belongs to: <c>Chat.Workload</c>.</param>
/// <param name="Value">Null: left open.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Min">Least value allowed.</param>
/// <param name="Max">Largest value allowed.</param>
/// <param name="IsWhole">Whole numbers only.</param>
/// <param name="IsOptional">May be <c>none</c>.</param>
/// <param name="Measured">How it was measured; null: it was not.</param>
internal sealed record SizingInput(
    string Key, string Group, double? Value, string Unit, double Min, double Max, bool IsWhole, bool IsOptional, string? Measured)
{
    public static SizingInput Of(Input input, MeasuredProfile? measured) => new(
        input.ShortKey, input.Key[..input.Key.LastIndexOf('.')], input.Value, input.Unit, input.Min, input.Max, input.IsWhole, input.IsOptional,
        measured?.Of(input)?.ToString());
}

/// <param name="Name"><c>Chat</c>, <c>Imaging</c> or <c>Gateway</c>.</param>
/// <param name="Figures">The seed's own arithmetic.</param>
/// <param name="Refinement">What that leaves out.</param>
/// <param name="Fits">One server of the profile is enough.</param>
/// <param name="Servers">Such servers needed; null: no number is enough.</param>
/// <param name="LimitingResource">What one runs out of first.</param>
/// <param name="Uses">Each resource.</param>
internal sealed record SizedService(
    string Name, IReadOnlyList<Figure> Figures, IReadOnlyList<Figure> Refinement, bool Fits, int? Servers, Resource LimitingResource,
    IReadOnlyList<ResourceUse> Uses)
{
    public static SizedService Of(ServiceSizing sizing) => new(
        sizing.Name, sizing.Figures, sizing.Refinement, sizing.Fit.Fits, sizing.Fit.Servers, sizing.Fit.LimitingResource, sizing.Fit.Uses);
}

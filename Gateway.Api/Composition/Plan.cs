using Microsoft.AspNetCore.Routing.Patterns;
using Polly;

namespace Gateway.Api.Composition;

/// <summary>Everything the configuration says, compiled: never changed, only replaced whole.</summary>
internal sealed record Plan(IReadOnlyList<ComposedRoute> Routes);

/// <summary>A composed answer, ready to be fetched.</summary>
internal sealed record ComposedRoute(
    string Name, RoutePattern Pattern, bool IsAnonymous, TimeSpan Budget, IReadOnlyList<ComposedPart> Parts);

/// <summary>A part, ready to be called.</summary>
/// <param name="Name">Its member in the answer.</param>
/// <param name="Member">The member's name as it stands in the answer: <c>"price":</c> in UTF-8.</param>
/// <param name="Origin">Scheme and service, <c>https+http://pricing</c>; service discovery turns it into an address.</param>
/// <param name="Template">Path and query at the service.</param>
/// <param name="IsRequired">Without it there is no answer.</param>
/// <param name="Timeout">Time for all its attempts together.</param>
/// <param name="BytesMax">Largest body.</param>
/// <param name="Pipeline">Timeout and retries: the only ones between us and the service.</param>
internal sealed record ComposedPart(
    string Name, byte[] Member, string Origin, PathTemplate Template, bool IsRequired, TimeSpan Timeout, int BytesMax,
    ResiliencePipeline<PartAnswer> Pipeline);

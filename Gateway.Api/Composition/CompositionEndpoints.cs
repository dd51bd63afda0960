using Gateway.Api.Composition.Plans;
using Gateway.Api.Protection.Overload;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Primitives;

namespace Gateway.Api.Composition;

/// <summary>The plan's routes as endpoints; another plan makes other endpoints.</summary>
internal sealed class CompositionEndpoints(PlanStore plans, Composer composer) : EndpointDataSource
{
    private static readonly HttpMethodMetadata Get = new([HttpMethods.Get]);
    private static readonly HttpMethodMetadata Post = new([HttpMethods.Post]);

    private (Plan Plan, IReadOnlyList<Endpoint> Endpoints)? built;

    public override IReadOnlyList<Endpoint> Endpoints
    {
        get
        {
            var plan = plans.Current;
            if (built?.Plan != plan)
            {
                built = (plan, [.. plan.Routes.Select(Build)]);
            }

            return built.Value.Endpoints;
        }
    }

    public override IChangeToken GetChangeToken() => plans.GetChangeToken();

    private Endpoint Build(ComposedRoute route) =>
        new RouteEndpointBuilder(context => composer.ComposeAsync(context, route), route.Pattern, order: 0)
        {
            DisplayName = $"Composition {route.Name}",
            Metadata =
            {
                route.IdsMax > 0 ? Post : Get,
                route.IsAnonymous ? new AllowAnonymousAttribute() : new AuthorizeAttribute(),
                new UpstreamsNeeded(route.Name, [.. route.Parts.Where(part => part is { IsRequired: true, IsKept: false, If: null }).Select(part => part.Service).Distinct()]),
            },
        }.Build();
}

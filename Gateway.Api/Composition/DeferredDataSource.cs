using Microsoft.Extensions.Primitives;

namespace Gateway.Api.Composition;

/// <summary>Asks for the endpoints when routing does, which is after the settings were checked: a wrong plan is then one line, not a throw.</summary>
internal sealed class DeferredDataSource(Func<EndpointDataSource> create) : EndpointDataSource
{
    private readonly Lazy<EndpointDataSource> source = new(create);

    public override IReadOnlyList<Endpoint> Endpoints => source.Value.Endpoints;

    public override IChangeToken GetChangeToken() => source.Value.GetChangeToken();
}

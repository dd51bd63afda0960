using Bench.Lab.Results;
using Bench.Lab.Running;

namespace Bench.Gateway;

/// <summary>One hop of nginx.</summary>
internal sealed class NginxYardstick : IYardstick
{
    public Task<Yardstick> MeasureAsync(LabSettings settings, CancellationToken cancellationToken) => throw new NotImplementedException();
}

namespace AppHost.Publishing;

/// <summary>An output of a module, known when azd has deployed it: <c>{platform.outputs.chat_id}</c>.</summary>
internal sealed class AzureOutput(AzureModule module, string name) : IManifestExpressionProvider, IValueProvider, IValueWithReferences
{
    public string ValueExpression => $"{{{module.Name}.outputs.{name}}}";

    public IEnumerable<object> References => [module];

    /// <exception cref="InvalidOperationException">Always: a run has no outputs.</exception>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        throw new InvalidOperationException($"{ValueExpression} is known to azd alone.");
}

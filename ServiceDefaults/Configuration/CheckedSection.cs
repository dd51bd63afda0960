namespace ServiceDefaults.Configuration;

/// <summary>
/// One section of <see cref="CheckedOptions"/>. The framework's own validation ends at the first value that does not
/// convert; read one by one, every section has its say.
/// </summary>
/// <param name="Read">Binds and validates the section; throws where a value is wrong.</param>
internal sealed record CheckedSection(Action<IServiceProvider> Read);

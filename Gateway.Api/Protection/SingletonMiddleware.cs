namespace Gateway.Api.Protection;

/// <summary>Middleware of which there is one for all requests.</summary>
internal static class SingletonMiddleware
{
    /// <summary>
    /// Uses <typeparamref name="T"/> without asking the container for each request. It is made as the first request comes, which is after
    /// the settings were checked: a wrong one is then one line, not a throw.
    /// </summary>
    public static void UseSingleton<T>(this WebApplication app)
        where T : class, IMiddleware
    {
        var made = new Lazy<T>(app.Services.GetRequiredService<T>);
        app.Use((context, next) => made.Value.InvokeAsync(context, next));
    }
}

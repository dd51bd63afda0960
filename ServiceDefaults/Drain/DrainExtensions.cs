using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ServiceDefaults.Configuration;
using ServiceDefaults.Drain;

namespace Microsoft.Extensions.Hosting;

/// <summary>Stopping without a failed request.</summary>
public static class DrainExtensions
{
    // What the other hosted services need after the requests have ended.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    /// <summary>Adds the order of a stop: readiness, notice, requests under way (<see cref="DrainOptions"/>).</summary>
    public static IServiceCollection AddDrain(this IServiceCollection services)
    {
        services.AddCheckedOptions<DrainOptions, DrainOptionsValidator>("Drain");
        services.AddSingleton<DrainSignal>();
        services.AddHostedService<GracefulStop>();
        services.AddOptions<HostOptions>().Configure<IOptions<DrainOptions>, IHostEnvironment>(SetTimeout);
        return services;
    }

    /// <summary>
    /// Asks each connection of HTTP/1.1 to close with its next answer once a stop has begun: a client that reuses it in the moment in
    /// which the server closes it would see a failed request. Stands first.
    /// </summary>
    public static WebApplication UseDrain(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var began = app.Services.GetRequiredService<DrainSignal>().Began;
        // As the answer starts, not before: a request may be under way as the stop begins.
        Func<object, Task> starting = state => CloseAsync(((HttpContext)state).Response, began);
        app.Use((context, next) =>
        {
            context.Response.OnStarting(starting, context);
            return next(context);
        });
        return app;
    }

    private static Task CloseAsync(HttpResponse response, CancellationToken began)
    {
        if (began.IsCancellationRequested && response.StatusCode != StatusCodes.Status101SwitchingProtocols
            && HttpProtocol.IsHttp11(response.HttpContext.Request.Protocol))
        {
            response.Headers.Connection = "close";
        }

        return Task.CompletedTask;
    }

    private static void SetTimeout(HostOptions host, IOptions<DrainOptions> options, IHostEnvironment environment)
    {
        try
        {
            host.ShutdownTimeout = options.Value.NoticeIn(environment) + options.Value.Timeout + Rest;
        }
        catch (Exception wrong) when (wrong is OptionsValidationException or InvalidOperationException)
        {
            // The host is built before the settings are checked: that check stops the start in one line.
        }
    }
}

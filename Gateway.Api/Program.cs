using Gateway.Api.Capacity;
using Gateway.Api.Checking;
using Gateway.Api.Composition;
using Gateway.Api.Console;
using Gateway.Api.DevelopmentSignIn;
using Gateway.Api.OpenApi;
using Gateway.Api.Protection;
using Gateway.Api.Proxy;
using Gateway.Api.Sizing;

if (args is [CheckCommand.Verb, .. var files])
{
    return CheckCommand.Run(files, Console.Out, Console.Error);
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services
    .AddProtection()
    .AddProxy(builder.Configuration)
    .AddCompositions()
    .AddConsole()
    .AddOpenApiPage();
builder.AddCapacity();

var app = builder.Build();

app.UseForwardedHeaders();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.UseConsole();
app.UseAuthentication();
app.UseProtection();
app.UseRoutingRefusals();
app.UseAuthorization();
app.MapDefaultEndpoints();
app.MapDevelopmentSignIn();
app.MapCapacity();
app.MapSizing();
app.MapConsole();
app.MapOpenApiPage();
app.MapCompositions();
app.MapProxy();

return await app.RunCheckedAsync();

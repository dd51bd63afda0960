using Gateway.Api.AccessLog;
using Gateway.Api.Capacity;
using Gateway.Api.Checking;
using Gateway.Api.Composition;
using Gateway.Api.Composition.Wire;
using Gateway.Api.Console;
using Gateway.Api.DevelopmentSignIn;
using Gateway.Api.OpenApi;
using Gateway.Api.Protection;
using Gateway.Api.Protection.ApiKeys;
using Gateway.Api.Protection.Overload;
using Gateway.Api.Protection.Requests;
using Gateway.Api.Proxy;
using Gateway.Api.Sizing;
using Gateway.Api.WarmUp;

if (NewKey.IsAsked(args))
{
    return NewKey.Run(args, Console.Out, Console.Error);
}

if (args is [CheckCommand.Verb, .. var files])
{
    return CheckCommand.Run(files, Console.Out, Console.Error);
}

InlineCompletions.Choose();
var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services
    .AddDrain()
    .AddAccessLog()
    .AddProtection()
    .AddProxy(builder.Configuration)
    .AddCompositions()
    .AddConsole()
    .AddOpenApiPage()
    .AddWarmUp();
builder.AddCapacity();

var app = builder.Build();

app.UseDrain();
app.UseAccessLog();
app.UseRequestChecks();
app.UseForwardedHeaders();
app.UseProblemAnswers();
app.UseConsole();
app.UseCrossOrigin();
app.UseNamedTimeouts();
app.UseAdmission();
app.UseSignIn();
app.UseApiKeys();
app.UseProtection();
app.UseRoutingRefusals();
app.UsePermission();
app.MapDefaultEndpoints();
app.MapDevelopmentSignIn();
app.MapCapacity();
app.MapSizing();
app.MapConsole();
app.MapOpenApiPage();
app.MapWarmUp();
app.MapCompositions();
app.MapProxy();

return await app.RunCheckedAsync();

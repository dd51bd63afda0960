using Gateway.Api.Capacity;
using Gateway.Api.Composition;
using Gateway.Api.Console;
using Gateway.Api.DevelopmentSignIn;
using Gateway.Api.Protection;
using Gateway.Api.Proxy;
using Gateway.Api.Sizing;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services
    .AddProtection()
    .AddProxy(builder.Configuration)
    .AddCompositions()
    .AddConsole();
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
app.MapCompositions();
app.MapProxy();

return await app.RunCheckedAsync();

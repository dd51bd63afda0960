using Imaging.Worker.Pipeline.Isolation;

if (EngineHost.IsAsked(args))
{
    return await EngineHost.RunAsync();
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();

var app = builder.Build();

app.UseExceptionHandler();
app.UseStatusCodePages();
app.UseAuthentication();
app.UseAuthorization();
app.MapDefaultEndpoints();

return await app.RunCheckedAsync();

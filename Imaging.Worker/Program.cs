using Imaging.Worker.Configuration;
using Imaging.Worker.Description;
using Imaging.Worker.Inference.Timing;
using Imaging.Worker.Jobs;
using Imaging.Worker.Notifications;
using Imaging.Worker.Pipeline.Isolation;
using Imaging.Worker.Similar;
using Imaging.Worker.Storage;
using Imaging.Worker.Uploads;

if (EngineHost.IsAsked(args))
{
    return await EngineHost.RunAsync();
}

if (ModelTiming.IsAsked(args))
{
    return TimingHost.Run(args);
}

if (ReplayCommand.IsAsked(args))
{
    return await ReplayCommand.RunAsync(args, Console.Out);
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddStores();
builder.AddLiveFigures("imaging", ImagingFigures.Choose);
builder.Services
    .AddImagingOptions()
    .AddUploads()
    .AddSimilar()
    .AddNotifications(builder.Configuration.ImagingRole())
    .AddJobs(builder.Configuration.ImagingRole())
    .AddDescription(builder.Configuration.ImagingRole());

var app = builder.Build();

app.UseExceptionHandler();
app.UseStatusCodePages();
app.UseAuthentication();
app.UseRoutingRefusals();
app.UseAuthorization();
app.MapDefaultEndpoints();
app.MapImaging();

return await app.RunCheckedAsync();

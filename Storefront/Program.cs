using Storefront;
using Storefront.Faults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services
    .AddStorefront()
    .AddFaults();

var app = builder.Build();

app.UseExceptionHandler();
app.UseStatusCodePages();
app.UseAuthentication();
app.UseRoutingRefusals();
app.UseAuthorization();
app.MapDefaultEndpoints();
app.MapFaults();
app.MapStorefront();

return await app.RunCheckedAsync();

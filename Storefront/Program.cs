using Storefront;
using Storefront.Faults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services
    .AddDrain()
    .AddStorefront()
    .AddFaults();

var app = builder.Build();

app.UseDrain();
app.UseExceptionHandler();
app.UseStatusCodePages();
app.UseAuthentication();
app.UseRoutingRefusals();
app.UseAuthorization();
app.MapDefaultEndpoints();
app.MapFaults();
app.MapStorefront();

return await app.RunCheckedAsync();

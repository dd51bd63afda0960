using Storefront;
using Storefront.Description;
using Storefront.Faults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services
    .AddDrain()
    .AddStorefront()
    .AddFaults()
    .AddDescription();

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
app.MapDescription();

return await app.RunCheckedAsync();

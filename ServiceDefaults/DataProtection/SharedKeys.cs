using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.StackExchangeRedis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.DataProtection;

/// <summary>
/// What one replica protects, such as a cookie, another must be able to read, also after an upgrade: containers have no disk to keep
/// keys on. So the key ring of a service lies in Redis, where the service has one. In Development ASP.NET Core's own place does: a
/// folder of the user, which all processes of this machine share.
/// </summary>
internal static class SharedKeys
{
    private const string Redis = "redis";
    private const string Prefix = "data-protection:";

    public static void AddSharedKeys(this WebApplicationBuilder builder)
    {
        if (builder.Environment.IsDevelopment() || builder.Configuration.GetConnectionString(Redis) is not { Length: > 0 } connectionString)
        {
            return;
        }

        // Services do not read what others protect.
        var service = builder.Environment.ApplicationName;
        builder.Services.AddDataProtection().SetApplicationName(service);
        builder.Services.AddSingleton(new KeyRingConnection(connectionString));
        builder.Services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(options =>
            options.XmlRepository = new RedisXmlRepository(provider.GetRequiredService<KeyRingConnection>().Database, Prefix + service)));
    }
}

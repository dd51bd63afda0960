using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.DataProtection;
using Support.Servers;

namespace ServiceDefaults.Tests.DataProtection;

public sealed class SharedKeysTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task What_one_replica_protects_another_reads_and_another_service_does_not()
    {
        await using var first = Service("shop");
        await using var second = Service("shop");
        await using var stranger = Service("bank");

        var secret = Protector(first).Protect("hello");

        Assert.Equal("hello", Protector(second).Unprotect(secret));
        Assert.Throws<System.Security.Cryptography.CryptographicException>(() => Protector(stranger).Unprotect(secret));
    }

    private static IDataProtector Protector(WebApplication service) =>
        service.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");

    private WebApplication Service(string name)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = name, EnvironmentName = "Production" });
        builder.Configuration["ConnectionStrings:redis"] = redis.ConnectionString;
        builder.AddSharedKeys();
        return builder.Build();
    }
}

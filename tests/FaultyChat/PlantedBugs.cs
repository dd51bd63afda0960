using Chat.Api.Messages;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace FaultyChat;

/// <summary>Bugs by name. Each bends what the chat is composed of; the chat's own code knows nothing of it.</summary>
internal static class PlantedBugs
{
    public static Action<IServiceCollection> Find(string name) => name switch
    {
        "no-deduplication" => services => BentRedis.Plant(services, Forgetful.Call),
        "ack-before-append" => services => BentRedis.Plant(services, new Hasty().Call),
        "trim-before-commit" => services => BentRedis.Plant(services, Trimming.Call),
        "no-gap-repair" => services => services.AddHostedService<Unrepaired>(),
        "resume-too-late" => services => services.Configure<HubOptions>(options => options.AddFilter(new Displaced(1))),
        "resume-too-early" => services => services.Configure<HubOptions>(options => options.AddFilter(new Displaced(-1))),
        "crash-on-stop" => services => services.AddHostedService<Crashing>(),
        "epoch-not-raised" => services => BentRedis.Plant(services, Rewound.Call),
        "ack-before-commit" => services => services.PostConfigure<MessageOptions>(options => options.Durability = Durability.Redis),
        _ => throw new ArgumentException($"There is no bug {name}.", nameof(name)),
    };
}

using Chat.Api;
using FaultyChat;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

// The first argument names the bug; the others are the chat's own.
return await ChatService.Build(args[1..], PlantedBugs.Find(args[0])).RunCheckedAsync();

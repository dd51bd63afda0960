using Chat.Api;

return await ChatService.Build(args).RunCheckedAsync();

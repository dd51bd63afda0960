namespace Chat.Client;

/// <summary>How a client stands to the service.</summary>
public enum ChatState
{
    /// <summary><see cref="ChatClient.ConnectAsync"/> has not been called.</summary>
    Idle,

    /// <summary>The first connection is being made.</summary>
    Connecting,

    /// <summary>Connected.</summary>
    Connected,

    /// <summary>The connection was lost; the next one is being made.</summary>
    Reconnecting,

    /// <summary>Stopped, by the program or by a refusal that no retry helps.</summary>
    Stopped,
}

/// <summary>A change of <see cref="ChatClient.State"/>.</summary>
/// <param name="State">The new state.</param>
/// <param name="Cause">Why, where something failed.</param>
public sealed record ChatStateChange(ChatState State, ChatException? Cause);

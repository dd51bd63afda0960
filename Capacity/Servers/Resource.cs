namespace Capacity;

/// <summary>What a server can run out of, in the order in which a tie is decided.</summary>
public enum Resource
{
    /// <summary>Cores.</summary>
    Cpu,

    /// <summary>Memory, in megabytes of 1,000,000 bytes.</summary>
    Memory,

    /// <summary>Images that the GPU takes at the same time.</summary>
    Gpu,

    /// <summary>Open sockets.</summary>
    Sockets,

    /// <summary>Open file descriptors of one process; each socket is one.</summary>
    FileDescriptors,

    /// <summary>Ephemeral ports of one address towards one destination; each outgoing connection takes one.</summary>
    Ports,
}

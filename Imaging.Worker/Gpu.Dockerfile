# The image worker on a GPU: CUDA 13 and cuDNN 9 as ONNX Runtime's provider asks for them, and .NET beside the program. azd builds
# it, from the root of the checkout, where the AppHost is told Azure:WorkerProfile=Consumption-GPU-...

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN dotnet publish Imaging.Worker/Imaging.Worker.csproj -c Release -r linux-x64 --self-contained -o /app

FROM nvidia/cuda:13.0.2-cudnn-runtime-ubuntu24.04
WORKDIR /app
COPY --from=build /app .
ENV ASPNETCORE_HTTP_PORTS=8080 \
    DOTNET_RUNNING_IN_CONTAINER=true \
    NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility
EXPOSE 8080
USER 1654
ENTRYPOINT ["/app/Imaging.Worker"]
